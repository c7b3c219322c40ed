import { setImmediate } from 'node:timers/promises';

/** How long work may hold the event loop before others have their turn, ms. */
const SLICE_MS = 10;

/**
 * Cuts work over many items into slices, so that what runs beside it in the executor continues, timeouts among it, and so
 * that the work itself stops when its attempt is over.
 */
export class WorkSlices {
  readonly #signal: AbortSignal;
  #until = performance.now() + SLICE_MS;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** To be awaited before each item. @throws the signal's reason when it is aborted */
  async next(): Promise<void> {
    if (performance.now() < this.#until) return;
    await setImmediate();
    this.#signal.throwIfAborted();
    this.#until = performance.now() + SLICE_MS;
  }
}
