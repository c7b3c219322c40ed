import type { Problem } from '../../contract/errors.ts';
import type { HttpAnswer } from './function-response.ts';

/** Whether a content type is JSON, with any parameters. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/([^\s;]+\+)?json\s*(;|$)/i.test(contentType ?? '');
}

/** The answer to a body that is not JSON by its content type. */
export function notJson(contentType: string | undefined): HttpAnswer {
  const came = contentType === undefined ? 'has none' : `has ${contentType.slice(0, 100)}`;
  const problem: Problem = {
    type: 'about:blank',
    title: 'The content type is not supported',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: `A body needs the header "content-type: application/json"; this one ${came}.`,
  };
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json' },
    cookies: [],
    body: Buffer.from(JSON.stringify(problem)),
  };
}
