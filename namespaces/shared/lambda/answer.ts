import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord, defined } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { thrownCode } from '../error-code.ts';
import { parseExactJson } from '../exact-json.ts';
import { Unkept } from '../unkept.ts';
import { NOT_KEPT } from './run-event.ts';

/** What a function's error tells; `errorType` is the class or name of what it threw. */
interface FunctionFailure {
  errorType?: unknown;
  errorMessage?: unknown;
  code?: unknown;
  /** Of Node.js. */
  trace?: unknown;
  /** Of Python. */
  stackTrace?: unknown;
}

/** Errors after which the function has done its work, and its result cannot be told. */
const DONE_UNTOLD: readonly unknown[] = [NOT_KEPT, 'Function.ResponseSizeTooLarge'];

/** Names that every thrown thing has and that say nothing. */
const GENERIC = ['ERROR', 'EXCEPTION'];

/** The result in what a function answered. @throws RunError where it failed, with the name of what the function threw */
export function readAnswer(payload: string, failed: boolean): unknown {
  if (!failed) return parse(payload);
  const failure = failureOf(payload);
  if (DONE_UNTOLD.includes(failure.errorType)) return new Unkept(messageOf(failure));
  throw functionError(failure);
}

const failureOf = (payload: string): FunctionFailure => asRecord(parse(payload));

const messageOf = ({ errorMessage }: FunctionFailure) =>
  typeof errorMessage === 'string' ? errorMessage : 'the function failed';

function functionError(failure: FunctionFailure): RunError {
  const message = messageOf(failure);
  const code = codeOf(failure, message);
  const said = [failure.code, failure.errorType].find((name) => thrownCode(name) === code);
  return new RunError(
    code,
    message,
    defined({ said: said === undefined ? undefined : String(said), trace: traceOf(failure) }),
  );
}

/** The frames alone: what was thrown stands in the code and the message. */
function traceOf({ trace, stackTrace }: FunctionFailure): string | undefined {
  const frames = [trace, stackTrace].find(Array.isArray) ?? [];
  const lines = frames.map(String).filter((line) => /^\s*(at|File) /.test(line));
  return lines.length > 0 ? lines.map((line) => line.trim()).join('\n') : undefined;
}

function codeOf({ code, errorType }: FunctionFailure, message: string): string {
  // Lambda's own words, after a time and the request's id; older runtimes give no type with them, newer ones this one.
  const timedOut = errorType === undefined && /^\S+ \S+ Task timed out after [\d.]+ seconds$/.test(message);
  if (timedOut || errorType === 'Sandbox.Timedout') return ErrorCode.Timeout;
  const named = [code, errorType].map(thrownCode).find((name) => name && !GENERIC.includes(name));
  return named ?? ErrorCode.Function;
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}
