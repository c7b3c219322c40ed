import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { errorCode } from '../shared/error-code.ts';
import { RESULT_BYTES, type TruncatedResult, textOf } from '../shared/result-text.ts';
import { retryAfterMs } from '../shared/retry-after.ts';
import { isObject } from './form.ts';
import type { Answer } from './transport.ts';

/**
 * A run's result: the JSON an app answered, any other body as text, null for none, and the marked beginning of
 * one past 64 KB. A body that says it is JSON and is not stays text: the app has acted, and said so by its status.
 * @throws RunError for every status but 2xx and 304: the app's own code (`code`, `error.code`) or the status's type
 */
export function readAnswer(answer: Answer, hide: (text: string) => string, now: number): unknown {
  const text = hide(textOf(answer.body));
  if ((answer.status < 200 || answer.status > 299) && answer.status !== 304) throw failure(answer, text, now);
  if (answer.bytes > RESULT_BYTES)
    return { truncated: true, bytes: answer.bytes, text } satisfies TruncatedResult;
  if (text === '') return null;
  if (!isJson(answer)) return text;
  const parsed = parse(text);
  return parsed ? parsed.value : text;
}

function failure(answer: Answer, text: string, now: number): RunError {
  const said = parse(text)?.value;
  const own = isObject(said)
    ? (errorCode(said['code']) ?? errorCode(isObject(said['error']) ? said['error']['code'] : undefined))
    : undefined;
  const wait = retryAfterMs(answer.headers['retry-after'], now);
  const message = messageOf(said) ?? (/^text\/plain/i.test(answer.headers['content-type'] ?? '') ? text : '');
  return new RunError(
    own ?? typeOf(answer.status),
    `answered ${answer.status}${message && `: ${message.replaceAll(/\s+/g, ' ').slice(0, 300)}`}`,
    wait === undefined ? {} : { retryAfterMs: wait },
  );
}

/**
 * The error type of a status. A 409 may pass with time and is retried, as are 423 and 425; what else
 * is wrong with a request (402, 405, 412, 413, 415, …) stays wrong, as does a redirect that leads nowhere.
 */
function typeOf(status: number): string {
  switch (status) {
    case 401:
      return ErrorCode.Unauthorized;
    case 403:
      return ErrorCode.Forbidden;
    case 404:
    case 410:
      return ErrorCode.NotFound;
    case 408:
    case 504:
      return ErrorCode.Timeout;
    case 409:
      return 'CONFLICT';
    case 423:
    case 425:
      return ErrorCode.ServiceUnavailable;
    case 429:
      return ErrorCode.RateLimited;
    default:
      return status >= 500 ? ErrorCode.ServiceUnavailable : ErrorCode.Validation;
  }
}

/** What a JSON error says in the places where apps, and RFC 9457, say it. */
function messageOf(said: unknown): string | undefined {
  if (!isObject(said)) return undefined;
  const { error } = said;
  const candidates = [
    said['message'],
    isObject(error) ? error['message'] : error,
    said['detail'],
    said['error_description'],
    said['title'],
  ];
  return candidates.find((candidate) => typeof candidate === 'string');
}

const isJson = ({ headers }: Answer) => /^[^;]*[/+]json\s*(;|$)/i.test(headers['content-type'] ?? '');

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
