import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses before a batch asks again for what it was refused, ms, each at most: with full jitter half of it on average. */
const PAUSES = [50, 100, 200, 400, 800, 1600];

/** The capacity of the table did not suffice for a batch, over and over. */
class BatchThrottlingError extends Error {
  override readonly name = 'BatchThrottlingError';
}

/** The repetitions of one batch call, of which DynamoDB may refuse a part for lack of capacity without an error. */
export class Repeats {
  private refusals = 0;

  /** Waits before a batch is repeated for what is `left` of it. @throws Error when that has been refused seven times */
  async before(left: number): Promise<void> {
    if (left === 0) return;
    const pause = PAUSES[this.refusals];
    this.refusals += 1;
    if (pause === undefined) {
      throw new BatchThrottlingError(`DynamoDB refused ${left} items of a batch ${this.refusals} times.`);
    }
    await sleep(Math.random() * pause);
  }
}
