import type { HttpEvent } from '../../../contract/resources/actions.ts';
import { parseExactJson } from '../../shared/exact-json.ts';
import type { Answer } from '../../shared/http.ts';
import { Truncated, unkept } from '../../shared/unkept.ts';
import { failureOf } from './failure.ts';
import { isQuickToRead, parseXml } from './xml.ts';

/** JSON of which nothing is picked is read up to this size, bytes: of a longer one a result could not hold the values. */
const WHOLE_JSON_BYTES = 256 * 1024;

/**
 * A run's result: what the event's `result` picks out of the whole answer, JSON or XML, else the JSON an app answered,
 * any other body as text, null for none, and a mark for one that cannot be kept. Of an answer that is too large to be read at once (1 MB; 256 KB of JSON of which
 * nothing is picked; XML past the bounds of {@link isQuickToRead}) it is the marked beginning. A body that says it is JSON and is
 * not stays text: the app has acted, and said so by its status.
 * @throws RunError for every status but 2xx and 304: the app's own code or the status's type
 */
export function readAnswer(answer: Answer, { result: map }: Pick<HttpEvent, 'result'>, now: number): unknown {
  const text = decode(answer);
  if ((answer.status < 200 || answer.status > 299) && answer.status !== 304) {
    throw failureOf(answer, text, now);
  }
  if (answer.cut !== undefined && answer.cut !== 'larger') return unkept(answer.cut, answer.status);
  if (answer.cut || isTooLarge(answer, text, map)) return new Truncated(answer.body.length, text);
  if (map) return mapResult(map, pickable(answer, text));
  if (text === '') return null;
  const json = isOf('json', answer) ? parseJson(text) : undefined;
  return json ? json.value : text;
}

function isTooLarge(answer: Answer, text: string, map: HttpEvent['result']): boolean {
  if (map) return isOf('xml', answer) && !isQuickToRead(text);
  return isOf('json', answer) && answer.body.length > WHOLE_JSON_BYTES;
}

/** The charset the app names (RFC 9110, 8.3.2), where it is known, else UTF-8. */
function decode({ body, headers, cut }: Answer): string {
  const stream = cut !== undefined;
  const named = /;\s*charset="?([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1];
  try {
    return new TextDecoder(named).decode(body, { stream });
  } catch {
    return new TextDecoder().decode(body, { stream });
  }
}

/** JSON that an app sends under another type is JSON where something in it is asked for. */
function pickable(answer: Answer, text: string): unknown {
  return isOf('xml', answer) ? parseXml(text) : parseJson(text)?.value;
}

const isOf = (notation: 'json' | 'xml', { headers }: Answer) =>
  new RegExp(`^[^;]*[/+]${notation}\\s*(;|$)`, 'i').test(headers['content-type'] ?? '');

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: parseExactJson(text) };
  } catch {
    return undefined;
  }
}

/** Picks named values out of an answer by dotted paths, `data.items[0].id`; what is not there is null. */
export function mapResult(map: Record<string, string>, answer: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([name, path]) => [name, at(answer, path) ?? null]));
}

function at(value: unknown, path: string): unknown {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? Reflect.get(inner, step)
        : undefined,
    value,
  );
}
