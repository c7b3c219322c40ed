/** A worker that was thought dead has come back: its run is an heir's, and its message must not be acknowledged. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}
