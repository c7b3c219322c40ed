import { NoCapacity } from '../../core/errors/run-error.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** Longest pause before a repetition, ms: it doubles with each, and full jitter takes half of it on average. */
const PAUSE = { first: 100, longest: 2000 };

/** Time and chance, as patience is measured by them. */
export interface PatientTime {
  /** Ms from any beginning, never going back. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}

/** The machine's own time, by its monotonic clock: refusals of AWS do not pass sooner where the clock of the functions is moved. */
export const MACHINE_TIME: PatientTime = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** How long refused calls are repeated; the only thing that repeats them, as the clients try once. */
export class Patience {
  private readonly budget: () => number;
  private readonly time: PatientTime;

  /** @param budget ms from the first try in which a call may be repeated; 0 or less for never */
  constructor(budget: () => number, time: PatientTime = MACHINE_TIME) {
    this.budget = budget;
    this.time = time;
  }

  /**
   * Makes a call, again while it is refused, as {@link refusalOf} says, and the budget lasts.
   * @throws NoCapacity when it is over, with the last refusal as its cause; anything else as it was thrown
   */
  async call<T>(attempt: () => Promise<T>): Promise<T> {
    return await this.begin().call(attempt);
  }

  /** Begins a call that is made in parts, which have one budget together. */
  begin(): Tries {
    return new Tries(this.budget(), this.time);
  }
}

/** The tries of one call. */
export class Tries {
  private readonly budget: number;
  private readonly until: number;
  private readonly time: PatientTime;
  private refusals = 0;

  constructor(budget: number, time: PatientTime) {
    this.budget = budget;
    this.until = time.now() + budget;
    this.time = time;
  }

  /** As {@link Patience.call}. */
  async call<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        await this.pause(refusal, error);
      }
    }
  }

  /**
   * Waits before what was refused is asked for again. A call without an answer has used up a small budget by its own timeout,
   * so it is repeated once all the same. @throws NoCapacity when the budget does not last
   */
  async pause(refusal: Refusal, cause?: unknown): Promise<void> {
    const pause = this.time.random() * Math.min(PAUSE.longest, PAUSE.first * 2 ** this.refusals);
    const allowed = refusal === 'unclear' && this.refusals === 0 && this.budget > 0;
    if (this.time.now() + pause > this.until && !allowed) {
      const said = cause instanceof Error ? `: ${cause.name}` : '';
      throw new NoCapacity(`refused ${this.refusals + 1} times in ${Math.round(this.budget)} ms${said}`, {
        cause,
      });
    }
    this.refusals += 1;
    await this.time.sleep(pause);
  }
}
