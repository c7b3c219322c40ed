import { ErrorCode } from '../../../contract/errors.ts';
import { defined } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { errorCode } from '../../shared/error-code.ts';
import type { Answer } from '../../shared/http.ts';
import { typeOfStatus } from '../../shared/http-status.ts';
import { retryAfterMs } from '../../shared/retry-after.ts';
import { isObject } from './form.ts';

/** Types for which the app's own code adds nothing. */
const PLAIN: readonly string[] = [ErrorCode.Unauthorized, ErrorCode.RateLimited, ErrorCode.Timeout];

/**
 * The error of a run whose target answered with an error status: the app's own code (`code`, `errorCode` or `error_code`, on top, in
 * `error` or in the first of a list), so that a policy can name it, else the type of the status. 401, 408, 429 and 504
 * have their type whatever the app calls them. Retry-After counts with 429 and 503.
 */
export function failureOf(answer: Answer, text: string, now: number): RunError {
  const said = parse(text);
  const type = typeOfStatus(answer.status);
  const own = PLAIN.includes(type) ? undefined : ownName(said);
  // A text that was cut may end inside a secret, so it is not shown.
  const isShown = /^text\/plain/i.test(answer.headers['content-type'] ?? '') && !answer.cut;
  const message = messageOf(said) ?? (isShown ? text : '');
  return new RunError(errorCode(own) ?? type, `answered ${answer.status}${message && `: ${message}`}`, {
    ...askedToWait(answer, now),
    ...defined({ said: own }),
    // It broke down over the request, however far it had come.
    unsure: answer.status >= 500,
  });
}

/** The delay an overloaded server asks for (RFC 9110, 10.2.3; RFC 6585, 4), as an option of {@link RunError}. */
export function askedToWait({ status, headers }: Answer, now: number): { retryAfterMs?: number } {
  const wait = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : undefined;
  return wait === undefined ? {} : { retryAfterMs: wait };
}

/** What the app calls the error, as a code can be made of it. */
function ownName(said: Record<string, unknown>): string | undefined {
  const candidates = [said, inner(said), firstOf(said['errors'])].flatMap((error) => [
    error['code'],
    error['errorCode'],
    error['error_code'],
  ]);
  return candidates.filter((name) => typeof name === 'string').find((name) => errorCode(name) !== undefined);
}

/** What a JSON error says in the places where apps, and RFC 9457, say it. */
function messageOf(said: Record<string, unknown>): string | undefined {
  const candidates = [
    said['message'],
    inner(said)['message'],
    said['error'],
    said['detail'],
    said['error_description'],
    said['title'],
    firstOf(said['errors'])['message'],
    firstOf(said['errors'])['detail'],
  ];
  return candidates.find((candidate) => typeof candidate === 'string');
}

const inner = ({ error }: Record<string, unknown>) => (isObject(error) ? error : {});

function firstOf(list: unknown): Record<string, unknown> {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return isObject(first) ? first : {};
}

/** The object that a JSON error is, or the first of a list of them; empty for any other text. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : firstOf(value);
  } catch {
    return {};
  }
}
