import { ErrorCode, type Problem } from '../../contract/errors.ts';
import type { HttpAnswer } from './function-response.ts';

/** What the gateway says itself, by status: the code of the API and what it means to the caller. */
const PROBLEMS: Record<number, Pick<Problem, 'code' | 'title'> & { detail(called: string): string }> = {
  400: {
    code: ErrorCode.Validation,
    title: 'The request is not valid',
    detail: () => 'The path is not percent-encoded UTF-8.',
  },
  404: {
    code: ErrorCode.NotFound,
    title: 'Not found',
    detail: (called) => `There is no route ${called}.`,
  },
  413: {
    code: ErrorCode.PayloadTooLarge,
    title: 'The body is too large',
    detail: () => 'The body is larger than the gateway or a function takes.',
  },
  503: {
    code: ErrorCode.ServiceUnavailable,
    title: 'The service is unavailable',
    detail: () => 'No function was free, or it did not answer in time. Try again in a moment.',
  },
};

/** An answer with problem details. */
export function problemAnswer(problem: Omit<Problem, 'type'>): HttpAnswer {
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json' },
    cookies: [],
    body: Buffer.from(JSON.stringify({ type: 'about:blank', ...problem })),
  };
}

/** What the gateway answers itself to a call (`GET /v1/x`), as problem details, which AWS's gateway cannot be told to give. */
export function gatewayProblem(status: number, called: string): HttpAnswer {
  const { code, title, detail } = PROBLEMS[status] ?? {
    code: ErrorCode.Internal,
    title: 'Something failed here',
    detail: () => 'The function failed. Trying again may help.',
  };
  return problemAnswer({ title, status, code, detail: detail(called.slice(0, 200)) });
}
