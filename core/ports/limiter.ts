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
