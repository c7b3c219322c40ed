import { ErrorCode } from '../../../contract/errors.ts';
import { defined } from '../../../contract/plain-data.ts';
import { RequestError } from '../../../core/errors/request-error.ts';
import { Deferral, NoCapacity, RunError } from '../../../core/errors/run-error.ts';
import { inexactAsText } from '../../../core/input/plain-json.ts';
import type { RunContext, RunRequest } from '../../../core/ports/namespace.ts';
import { Truncated, Unkept } from '../../../namespaces/shared/unkept.ts';

/** What of a run's context is plain data; its deadline is told as what is left, as a thread has the machine's clock. */
export type PlainContext = Omit<
  RunContext,
  'signal' | 'aws' | 'secrets' | 'hide' | 'progress' | 'deadline'
> & {
  left: number;
  /** The time is over before it has begun. */
  over: boolean;
};

/** What a thread is told. `id` is of a run, `ask` of a question. */
export type ToThread =
  | { type: 'run'; id: number; request: RunRequest; context: PlainContext }
  | { type: 'abort'; id: number }
  | ({ type: 'answer'; ask: number } & ({ value: unknown } | { error: PlainError }))
  | { type: 'ping' };

/** What a thread tells. */
export type FromThread =
  | ({ type: 'ended'; id: number } & ({ result: PlainResult } | { error: PlainError }))
  | ({ type: 'ask'; id: number; ask: number } & Question)
  | { type: 'hide'; id: number; value: string }
  | { type: 'pong' };

/** What a handler asks of the executor, which alone has credentials. */
export type Question =
  | { about: 'secret'; name: string }
  | { about: 'credentials'; lastingMs?: number }
  | { about: 'progress' }
  | { about: 'note'; value: Record<string, unknown> };

/** A result on its way: as text, so that reading it costs what its length is, whatever it holds. */
export type PlainResult =
  | { json: string }
  | { unkept: { reason: string; status?: number } }
  | { truncated: { bytes: number; text: string } };

/** An error on its way, with its kind and what it was caused by. */
export interface PlainError {
  kind: 'run' | 'request' | 'deferral' | 'no-capacity' | 'other';
  name: string;
  message: string;
  code?: string;
  retryAfterMs?: number;
  said?: string;
  unsure?: boolean;
  until?: number;
  cause?: PlainError;
}

/** Far more than is looked through of a result, characters. */
const RESULT_MAX = 4_000_000;

/** Causes of causes that are told of. */
const DEPTH = 8;

export function plainResult(result: unknown): PlainResult {
  if (result instanceof Unkept)
    return { unkept: { ...defined({ status: result.status }), reason: result.reason } };
  if (result instanceof Truncated) return { truncated: { bytes: result.bytes, text: result.text } };
  try {
    const json = JSON.stringify(result ?? null, inexactAsText) ?? 'null';
    return json.length > RESULT_MAX ? { unkept: { reason: 'the result is larger than 4 MB' } } : { json };
  } catch {
    return { unkept: { reason: 'the result is not JSON' } };
  }
}

export function readResult(result: PlainResult): unknown {
  if ('unkept' in result) return new Unkept(result.unkept.reason, result.unkept.status);
  if ('truncated' in result) return new Truncated(result.truncated.bytes, result.truncated.text);
  return JSON.parse(result.json);
}

export function plainError(error: unknown, depth = DEPTH): PlainError {
  if (!(error instanceof Error)) return { kind: 'other', name: 'Error', message: typeof error };
  const { name, message, cause } = error;
  const { code } = error as { code?: unknown };
  const common = {
    name: String(name),
    message: String(message),
    ...defined({ code: code === undefined ? undefined : String(code) }),
    ...(cause !== undefined && depth > 0 && { cause: plainError(cause, depth - 1) }),
  };
  if (error instanceof RunError) {
    const { retryAfterMs, said, unsure } = error;
    return { kind: 'run', ...common, ...defined({ retryAfterMs, said, unsure }) };
  }
  if (error instanceof Deferral) return { kind: 'deferral', ...common, until: error.until };
  if (error instanceof NoCapacity) return { kind: 'no-capacity', ...common };
  return { kind: error instanceof RequestError ? 'request' : 'other', ...common };
}

export function readError(plain: PlainError): Error {
  const { kind, name, message, code, retryAfterMs, said, unsure, until = 0 } = plain;
  const cause = plain.cause && readError(plain.cause);
  switch (kind) {
    case 'run':
      return new RunError(
        code ?? ErrorCode.Internal,
        message,
        defined({ retryAfterMs, said, unsure, cause }),
      );
    case 'request':
      return new RequestError((code ?? ErrorCode.Internal) as ErrorCode, message);
    case 'deferral':
      return new Deferral(until);
    case 'no-capacity':
      return new NoCapacity(message, { cause });
    default:
      return Object.assign(new Error(message, { cause }), { name }, defined({ code }));
  }
}
