import { ErrorCode, type Issue } from '../contract/errors.ts';
import type { ApiRequest } from './transport.ts';

interface ErrorDetails {
  code: string;
  detail: string;
  /** Absent when no answer came. */
  status?: number | undefined;
  issues?: Issue[] | undefined;
  retryAfterMs?: number | undefined;
  /** True when the request is known never to have reached the API. */
  unsent?: boolean;
  cause?: unknown;
}

/** Why a call gave no result: the API refused it, could not be reached, or did not answer as an API does. */
export class DuctapeError extends Error {
  /** One of `ErrorCode`, or `INVALID_RESPONSE` for an answer that is not the API's. */
  readonly code: string;
  /** HTTP status of the answer; undefined when none came. */
  readonly status: number | undefined;
  /** Every mistake in the request, when `code` is `VALIDATION_ERROR`. */
  readonly issues: readonly Issue[] | undefined;
  /** How long the API asks to stay away, ms. */
  readonly retryAfterMs: number | undefined;
  /** True when the request is known never to have reached the API. */
  readonly unsent: boolean;

  /** @param request what was to be sent; undefined when the client itself could not be made */
  constructor(request: Pick<ApiRequest, 'method' | 'path'> | undefined, details: ErrorDetails) {
    super(describe(request, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DuctapeError';
    this.code = details.code;
    this.status = details.status;
    this.issues = details.issues;
    this.retryAfterMs = details.retryAfterMs;
    this.unsent = details.unsent ?? false;
  }
}

/** The error of a client that cannot be made of its options. */
export function optionError(path: string, message: string): DuctapeError {
  const detail = 'The client cannot be made.';
  return new DuctapeError(undefined, { code: ErrorCode.Validation, detail, issues: [{ path, message }] });
}

/** That a request was not sent, as a package that only some callers need is not installed. */
export function missingPackage(request: ApiRequest, name: string, cause: unknown): DuctapeError {
  const detail = `Not sent: the package ${name} is needed here: npm install ${name}`;
  return new DuctapeError(request, { code: ErrorCode.Validation, detail, unsent: true, cause });
}

/** Code of an answer that is not the API's: not JSON, or JSON of another shape. */
export const INVALID_RESPONSE = 'INVALID_RESPONSE';

/** What gateways in front of the API answer themselves; their 404 says nothing about a job, so it is absent. */
const GATEWAY_CODES: Record<number, string> = {
  401: ErrorCode.Unauthorized,
  403: ErrorCode.Forbidden,
  413: ErrorCode.PayloadTooLarge,
  429: ErrorCode.RateLimited,
  500: ErrorCode.Internal,
  502: ErrorCode.ServiceUnavailable,
  503: ErrorCode.ServiceUnavailable,
  504: ErrorCode.Timeout,
};

/** The code of an answer that names none of its own. */
export function codeOfStatus(status: number): string {
  return GATEWAY_CODES[status] ?? INVALID_RESPONSE;
}

function describe(request: Pick<ApiRequest, 'method' | 'path'> | undefined, details: ErrorDetails): string {
  const { status, code, detail, issues } = details;
  const head = [request?.method, request?.path, status, code].filter((part) => part !== undefined).join(' ');
  const listed = issues?.map(({ path, message }) => `\n  ${path || '(body)'}: ${message}`).join('') ?? '';
  return `${head}: ${detail}${listed}`;
}
