import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random } from '../../core/time/clock.ts';
import { MINUTE } from '../../core/time/units.ts';

/** By how far a worker's clock may differ from AWS's before it is corrected, ms; AWS keeps it within a few ms. */
const TOLERANCE = 10_000;

/** Answers in a row, one after the other, that must agree that the clock is wrong, as one host of AWS may be wrong itself. */
const AGREEING = 3;

/** Most calls, and the longest time, ms, that checking the clock may take before an invocation's work. */
const SURE = { calls: 6, within: 2000 };

/** An answer that took longer says too little about the moment at which it was given, ms. */
const LONGEST = 2000;

/** An answer vouches for the clock for so long, ms: a frozen process wakes up with whatever time it then has. */
const FRESH = MINUTE;

/** An answer vouches for a correction for so long, ms: the system may put the clock right at any moment. */
const FRESH_CORRECTION = 1000;

/** `Date` has whole seconds, ms. */
const RESOLUTION = 1000;

/** When a request left and its answer came by the machine's clock, and the time that the answer says; Unix ms. */
export interface Answered {
  sent: number;
  received: number;
  date: number;
}

/** By how much the machine is ahead of AWS, ms; behind when negative. */
interface Ahead {
  least: number;
  most: number;
}

/**
 * The machine's clock, held against the `Date` of the answers of AWS and corrected when they agree that it is wrong by more
 * than ten seconds. What is taken off is the most that it can be ahead, so that a corrected worker is up to a second and a
 * round trip late, and never early.
 */
export class CheckedClock implements Clock {
  private readonly machine: () => number;
  private wrong: Ahead[] = [];
  private last: number | undefined;
  private correction: Ahead | undefined;

  constructor(machine: () => number = Date.now) {
    this.machine = machine;
  }

  now(): number {
    return this.machine() - (this.correction?.most ?? 0);
  }

  /** Sleeps again until the moment is reached, as a timer may fire early and the clock may be corrected meanwhile. */
  async sleepUntil(time: number): Promise<void> {
    for (let left = time - this.now(); left > 0; left = time - this.now()) await sleep(left);
  }

  /** By how much the machine's clock is ahead of AWS's, ms, negative behind; undefined while it is right. */
  get skew(): number | undefined {
    return this.correction?.most;
  }

  /** The machine's time, to be given back as `sent` and `received`. */
  read(): number {
    return this.machine();
  }

  /** Takes notice of an answer of AWS. */
  learn({ sent, received, date }: Answered): void {
    if (!Number.isFinite(date) || received < sent || received - sent > LONGEST) return;
    // Answers to requests sent side by side are one observation.
    if (this.last !== undefined && sent < this.last && received >= this.last) return;
    this.last = received;
    const ahead = { least: sent - date - RESOLUTION, most: received - date };
    if (ahead.least <= TOLERANCE && ahead.most >= -TOLERANCE) {
      this.wrong = [];
      this.correction = undefined;
      return;
    }
    const agreed = meet(this.wrong.at(-1), ahead);
    this.wrong = agreed ? [...this.wrong, agreed].slice(-AGREEING) : [ahead];
    // Until they agree anew, an earlier correction is nearer to the truth than none.
    if (agreed && this.wrong.length === AGREEING) this.correction = agreed;
  }

  /**
   * Makes sure of the clock before anything is decided by it: `ask` is any small call of AWS. It is made once by a new
   * process and after a minute without an answer, and until the answers agree when one has thrown doubt on the clock.
   */
  async makeSure(ask: () => Promise<unknown>): Promise<void> {
    if (!this.isDoubtful()) return;
    const enough = AbortSignal.timeout(SURE.within);
    const over = new Promise<void>((resolve) => enough.addEventListener('abort', () => resolve()));
    for (let calls = 0; calls < SURE.calls && !enough.aborted && this.isDoubtful(); calls += 1) {
      const before = this.last;
      await Promise.race([ask().catch(() => undefined), over]);
      if (this.last === before) return;
    }
  }

  private isDoubtful(): boolean {
    if (this.last === undefined) return true;
    if (this.wrong.length > 0 && this.wrong.length < AGREEING) return true;
    return Math.abs(this.machine() - this.last) > (this.correction ? FRESH_CORRECTION : FRESH);
  }
}

/** What two observations allow together; undefined when they contradict each other, as when the clock was set between. */
function meet(before: Ahead | undefined, after: Ahead): Ahead | undefined {
  if (!before) return after;
  const both = { least: Math.max(before.least, after.least), most: Math.min(before.most, after.most) };
  return both.least <= both.most ? both : undefined;
}

/** The machine's clock as it is: nothing teaches it better. */
export const systemClock: Clock = new CheckedClock();

/** Unguessable chance, as job ids are made of it; Node draws it from a store, where `randomBytes` asks the system each time. */
export const systemRandom: Random = () => randomInt(STEPS) / STEPS;
const STEPS = 2 ** 32;
