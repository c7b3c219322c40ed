import type { HttpEvent } from '../../contract/resources/actions.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { errorCode } from '../shared/error-code.ts';
import type { Answer } from '../shared/http.ts';
import { typeOfStatus } from '../shared/http-status.ts';
import type { TruncatedResult } from '../shared/result-text.ts';
import { retryAfterMs } from '../shared/retry-after.ts';
import { isObject } from './form.ts';
import { mapResult } from './result-map.ts';
import { parseXml } from './xml.ts';

/**
 * A run's result: what the event's `result` picks out of the answer, else the JSON an app answered, any other body as
 * text, null for none, and the marked beginning of one past 1 MB. A body that says it is JSON and is not stays text:
 * the app has acted, and said so by its status.
 * @throws RunError for every status but 2xx and 304: the app's own code (`code`, `error.code`) or the status's type
 */
export function readAnswer(answer: Answer, { result: map }: Pick<HttpEvent, 'result'>, now: number): unknown {
  const text = new TextDecoder().decode(answer.body, { stream: answer.cut });
  if ((answer.status < 200 || answer.status > 299) && answer.status !== 304) throw failure(answer, text, now);
  if (answer.cut) return { truncated: true, bytes: answer.body.length, text } satisfies TruncatedResult;
  if (text === '') return map ? mapResult(map, null) : null;
  const json = isJson(answer) ? parse(text) : undefined;
  if (!map) return json ? json.value : text;
  return mapResult(map, json ? json.value : (parseXml(text, answer.headers['content-type']) ?? text));
}

function failure(answer: Answer, text: string, now: number): RunError {
  const said = parse(text)?.value;
  const own = isObject(said)
    ? (errorCode(said['code']) ?? errorCode(isObject(said['error']) ? said['error']['code'] : undefined))
    : undefined;
  const wait = retryAfterMs(answer.headers['retry-after'], now);
  const message = messageOf(said) ?? (/^text\/plain/i.test(answer.headers['content-type'] ?? '') ? text : '');
  return new RunError(
    own ?? typeOfStatus(answer.status),
    `answered ${answer.status}${message && `: ${message.replaceAll(/\s+/g, ' ').slice(0, 300)}`}`,
    wait === undefined ? {} : { retryAfterMs: wait },
  );
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
