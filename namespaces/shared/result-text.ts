import { Limits } from '../../contract/limits.ts';

/** Decodes at most `Limits.resultBytes` as UTF-8, without half a character at the cut. */
export function textOf(bytes: Uint8Array): string {
  const kept = bytes.subarray(0, Limits.resultBytes);
  return new TextDecoder().decode(kept, { stream: kept.length < bytes.length });
}
