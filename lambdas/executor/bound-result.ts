import type { Redactor } from '../../core/input/redactor.ts';
import { RESULT_BYTES, type TruncatedResult, textOf } from '../../namespaces/shared/result-text.ts';

/** A result as it is kept: JSON-safe, without secrets, and cut with a mark where it is larger than 64 KB. */
export function boundResult(result: unknown, redactor: Redactor): unknown {
  const plain: unknown = JSON.parse(
    JSON.stringify(result ?? null, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    ),
  );
  const hidden = redactor.hideIn(plain);
  if (isTruncated(hidden)) return { ...hidden, text: redactor.hide(textOf(Buffer.from(hidden.text))) };
  const bytes = Buffer.from(typeof hidden === 'string' ? hidden : JSON.stringify(hidden));
  if (bytes.length <= RESULT_BYTES) return hidden;
  return {
    truncated: true,
    bytes: bytes.length,
    text: redactor.hide(textOf(bytes)),
  } satisfies TruncatedResult;
}

/** A handler that read only the beginning of an answer has marked it so. */
function isTruncated(value: unknown): value is TruncatedResult {
  const { truncated, bytes, text }: Partial<Record<keyof TruncatedResult, unknown>> = Object(value);
  return truncated === true && typeof bytes === 'number' && typeof text === 'string';
}
