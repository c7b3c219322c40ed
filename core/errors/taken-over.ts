/** A worker that was thought dead has come back: a redelivery has its run, and its message must not be acknowledged. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}
