/**
 * What was called has no capacity, or cannot be reached, and the caller's patience is over: nothing is wrong with what was
 * asked, and it is to be asked again later. It may have been done.
 */
export class NoCapacity extends Error {
  override readonly name = 'NoCapacity';
}
