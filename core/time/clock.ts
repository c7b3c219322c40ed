/** The only source of time. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Resolves when `now()` is at least `time`, never before. */
  sleepUntil(time: number): Promise<void>;
}

/** A number in [0, 1); the only source of chance. */
export type Random = () => number;
