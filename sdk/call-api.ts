import { ErrorCode, type Issue } from '../contract/errors.ts';
import { asRecord } from '../contract/plain-data.ts';
import { codeOfStatus, DuctapeError, INVALID_RESPONSE } from './ductape-error.ts';
import { sendable } from './sendable.ts';
import type { ApiRequest, ApiResponse, Transport } from './transport.ts';

/** Attempts of one call, the first included. */
export const ATTEMPTS = 3;
/** Longest wait before the first repetition, ms; it doubles for each further one. */
const BACKOFF_MS = 200;

/** What a call needs beside its request. */
export interface CallOptions {
  transport: Transport;
  /** Bound on the whole call, waits and repetitions included, ms. */
  timeout: number;
}

/** `repeatable`: carrying it out twice is as good as once, because it reads or the API recognises the second. */
export type Call = ApiRequest & { repeatable: boolean };

/** Does one call of the API; rejects with a {@link DuctapeError}, at the latest after `timeout` ms. */
export async function callApi<Result>(options: CallOptions, call: Call): Promise<Result> {
  const { repeatable, ...asked } = call;
  const request = asked.body === undefined ? asked : { ...asked, body: sendable(asked) };
  const deadline = performance.now() + options.timeout;
  const signal = AbortSignal.timeout(options.timeout);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return resultOf(request, await options.transport(request, signal)) as Result;
    } catch (error) {
      if (!(error instanceof DuctapeError)) throw error;
      if (signal.aborted && error.status === undefined) throw timeoutError(request, options.timeout, error);
      if (attempt === ATTEMPTS) throw error;
      const wait = Math.max(error.retryAfterMs ?? 0, backoff(attempt));
      if (!mayRepeat(error, repeatable) || performance.now() + wait >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Whether what was refused so, or had no answer, may be asked for again. @param repeatable twice is as good as once */
export function mayRepeat(
  error: Pick<DuctapeError, 'unsent' | 'status' | 'code'>,
  repeatable: boolean,
): boolean {
  const notCarriedOut = error.unsent || error.status === 429;
  const mayPass = error.code === ErrorCode.Connection || [502, 503, 504].includes(error.status ?? 0);
  return notCarriedOut || (repeatable && mayPass);
}

function timeoutError(request: ApiRequest, timeout: number, cause: DuctapeError): DuctapeError {
  return new DuctapeError(request, {
    code: ErrorCode.Timeout,
    detail: `no answer within ${timeout} ms`,
    cause,
  });
}

/** The wait after an attempt, ms: half of it fixed, half random, so that clients that failed together do not return together. */
export function backoff(attempt: number): number {
  return BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

function resultOf(request: ApiRequest, answer: ApiResponse): unknown {
  const { status, body, retryAfterMs } = answer;
  if (status === 304 && request.known !== undefined) return undefined;
  const isObject = typeof body === 'object' && body !== null;
  if (isObject && status >= 200 && status < 300) return body;
  const { code, detail, message, issues } = asRecord(body);
  const text = detail ?? message ?? `expected an object, got ${JSON.stringify(body)?.slice(0, 120)}`;
  throw new DuctapeError(request, {
    code: typeof code === 'string' ? code : isObject ? codeOfStatus(status) : INVALID_RESPONSE,
    status,
    detail: String(text),
    issues: Array.isArray(issues) ? (issues as Issue[]) : undefined,
    retryAfterMs,
  });
}

/** A field of an answer that has to be a list: something else answers in the API's place where it is not. */
export function listIn<T>(list: readonly T[], path: string): readonly T[] {
  if (Array.isArray(list)) return list;
  const detail = 'the answer has no list where the API has one';
  throw new DuctapeError({ method: 'GET', path }, { code: INVALID_RESPONSE, detail });
}
