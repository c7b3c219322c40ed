/** Most bytes of a target's answer that are kept as a run's result. */
export const RESULT_BYTES = 64 * 1024;

/** What stands in a result's place when it is too large to keep: its beginning, and how many bytes were seen. */
export interface TruncatedResult {
  truncated: true;
  bytes: number;
  text: string;
}

/** Decodes at most {@link RESULT_BYTES} as UTF-8, without half a character at the cut. */
export function textOf(bytes: Uint8Array): string {
  const kept = bytes.subarray(0, RESULT_BYTES);
  return new TextDecoder().decode(kept, { stream: kept.length < bytes.length });
}
