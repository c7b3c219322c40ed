import type { Clock } from '../time/clock.ts';

/** How many calls a target stands. */
export interface Rate {
  perSecond: number;
  /** Calls that may come at once. */
  burst: number;
}

/** Counts calls over all executors; each key is one target. */
export interface Limiter {
  /**
   * Takes the next place in the row for `key`, for good, and tells when it is due, Unix ms: `now` while the rate is
   * not used up (a token bucket whose tokens can be taken in advance).
   */
  reserve(key: string, rate: Rate, now: number): Promise<number>;
  /** Takes one of `places` until it is left or `until` is over; false when all are taken. Entering twice is once. */
  acquire(key: string, holder: string, places: number, now: number, until: number): Promise<boolean>;
  /** Gives the place back; leaving twice is not an error. */
  release(key: string, holder: string): Promise<void>;
}

/**
 * Does `work` while it holds a place of a key, of which there is one unless told, and gives the place back; undefined where others hold all. The
 * place of a process that died is free after `leaseMs`. @throws NoCapacity where the limiter has none
 */
export async function withinSlot<T>(
  key: string,
  holder: string,
  leaseMs: number,
  work: () => Promise<T>,
  { limiter, clock }: { limiter: Limiter; clock: Clock },
  places = 1,
): Promise<T | undefined> {
  const now = clock.now();
  // Given back also when it is not certain that it was acquired; a place that cannot be given back is free by its lease.
  let isHeld = true;
  try {
    isHeld = await limiter.acquire(key, holder, places, now, now + leaseMs);
    return isHeld ? await work() : undefined;
  } finally {
    if (isHeld) await limiter.release(key, holder).catch(() => undefined);
  }
}
