/**
 * Whether a number is sure to be the one that was written: finite and within ±(2⁵³−1). Beyond, JavaScript takes the nearest
 * number that a double holds, or an infinite one, for it.
 */
export function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}
