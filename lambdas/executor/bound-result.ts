import { RESULT_BYTES, type TruncatedResult, textOf } from '../../namespaces/shared/result-text.ts';

/** A result as it is kept: JSON-safe, and cut with a mark where it is larger than 64 KB. */
export function boundResult(result: unknown): unknown {
  const json = JSON.stringify(result ?? null, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  const bytes = Buffer.from(json);
  if (bytes.length <= RESULT_BYTES) return JSON.parse(json);
  return { truncated: true, bytes: bytes.length, text: textOf(bytes) } satisfies TruncatedResult;
}
