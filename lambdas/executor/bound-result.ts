import { Limits } from '../../contract/limits.ts';
import type { TruncatedResult, UnkeptResult } from '../../contract/result.ts';
import type { Redactor } from '../../core/input/redactor.ts';
import { textOf } from '../../namespaces/shared/result-text.ts';
import { SEEN, seenText } from './bound-text.ts';

/**
 * A result as it is kept: JSON-safe, without secrets, and with a mark cut where it is larger than 64 KB or left out where
 * it cannot be kept at all. Never throws, whatever came: the run has done its work, and must not be done again.
 */
export function boundResult(result: unknown, redactor: Redactor): unknown {
  try {
    return bounded(result, redactor);
  } catch (error) {
    return unkept(error instanceof RangeError ? TOO_DEEP : 'the result is not JSON');
  }
}

const TOO_DEEP = `the result is nested deeper than ${Limits.resultDepth} levels`;
const unkept = (reason: string): UnkeptResult => ({ kept: false, reason });

function bounded(result: unknown, redactor: Redactor): unknown {
  if (isTruncated(result)) return truncated(seenText(result.text, redactor, true), result.bytes);
  const json = JSON.stringify(result ?? null, asText) ?? 'null';
  const text = typeof result === 'string' ? result : json;
  if (text.length > SEEN) return truncated(seenText(text, redactor), Buffer.byteLength(text));
  const plain: unknown = JSON.parse(json);
  if (isDeeper(plain, Limits.resultDepth)) return unkept(TOO_DEEP);
  const hidden = redactor.hideIn(plain);
  const kept = typeof hidden === 'string' ? hidden : JSON.stringify(hidden);
  const bytes = Buffer.byteLength(kept);
  return bytes <= Limits.resultBytes ? hidden : truncated(redactor.hide(kept), bytes);
}

const asText = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

function truncated(text: string, bytes: number): TruncatedResult {
  return { truncated: true, bytes, text: textOf(Buffer.from(text)) };
}

/** A handler that read only the beginning of an answer has marked it so, and said nothing else. */
function isTruncated(value: unknown): value is TruncatedResult {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
  const { truncated: mark, bytes, text }: Partial<Record<keyof TruncatedResult, unknown>> = value;
  return mark === true && Number.isSafeInteger(bytes) && typeof text === 'string';
}

/** Looks no deeper than it has to. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
