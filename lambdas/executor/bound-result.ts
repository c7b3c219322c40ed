import { Limits } from '../../contract/limits.ts';
import type { TruncatedResult, WrappedResult } from '../../contract/result.ts';
import { inexactAsText } from '../../core/input/plain-json.ts';
import type { Redactor } from '../../core/input/redactor.ts';
import { Truncated, Unkept } from '../../namespaces/shared/unkept.ts';

/**
 * A result as it is kept: JSON-safe, without secrets, and with a mark cut where it is larger than 64 KB or left out where
 * it cannot be kept at all. What is not of those classes and reads as such a mark is kept as `{answer}`. Never throws, whatever came: the run has done its work, and must not be done again.
 */
export function boundResult(result: unknown, redactor: Redactor): unknown {
  try {
    return bounded(result, redactor);
  } catch (error) {
    return new Unkept(error instanceof RangeError ? TOO_DEEP : 'the result is not JSON');
  }
}

const TOO_DEEP = `the result is nested deeper than ${Limits.resultDepth} levels`;

function bounded(result: unknown, redactor: Redactor): unknown {
  if (result instanceof Truncated) return truncated(seenText(result.text, redactor, true), result.bytes);
  const json = JSON.stringify(result ?? null, inexactAsText) ?? 'null';
  const text = typeof result === 'string' ? result : json;
  if (text.length > SEEN) return truncated(seenText(text, redactor), Buffer.byteLength(text));
  const read: unknown = JSON.parse(json);
  const plain =
    isMark(read) && !(result instanceof Unkept) ? ({ answer: read } satisfies WrappedResult) : read;
  if (isDeeper(plain, Limits.resultDepth)) return new Unkept(TOO_DEEP);
  const hidden = redactor.hideIn(plain);
  const kept = typeof hidden === 'string' ? hidden : JSON.stringify(hidden);
  const bytes = Buffer.byteLength(kept);
  if (bytes <= Limits.resultBytes) return hidden;
  // As JSON, a secret may stand across two values.
  return truncated(typeof hidden === 'string' ? kept : redactor.hide(kept), bytes);
}

function truncated(text: string, bytes: number): TruncatedResult {
  return { truncated: true, bytes, text: textOf(Buffer.from(text)) };
}

/** Whether a reader would take a value for one of the marks. */
function isMark(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { kept, reason, truncated: isCut, bytes, text } = value as Record<string, unknown>;
  return (
    (kept === false && typeof reason === 'string') ||
    (isCut === true && typeof bytes === 'number' && typeof text === 'string')
  );
}

/** Looks no deeper than it has to. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Decodes at most `Limits.resultBytes` as UTF-8, without half a character at the cut. */
export function textOf(bytes: Uint8Array): string {
  const kept = bytes.subarray(0, Limits.resultBytes);
  return new TextDecoder().decode(kept, { stream: kept.length < bytes.length });
}

/** How much of a text is looked through for secrets, characters: what stands behind is not kept. A little more than a result keeps. */
export const SEEN = 68 * 1024;

/**
 * A text without secrets, of one that is very long the beginning.
 * @param isCut whether it was cut before, so that its end may be the beginning of a secret
 */
export function seenText(text: string, redactor: Redactor, isCut = false): string {
  return isCut || text.length > SEEN ? redactor.hideInCut(text.slice(0, SEEN)) : redactor.hide(text);
}

/**
 * A text without secrets and with at most `most` characters; one that is longer ends with `…`.
 * @param tidy changes the text when its secrets are out
 */
export function boundText(
  text: string,
  most: number,
  redactor: Redactor,
  tidy: (text: string) => string = (seen) => seen,
): string {
  const seen = tidy(seenText(text, redactor));
  if (text.length <= SEEN && seen.length <= most) return seen;
  return `${seen.slice(0, most - 1).toWellFormed()}…`;
}
