import type { Clock } from '../../../local/scheduler/scheduler.ts';

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets the time pass, timer by timer; what they began may end in between. */
  async advanceTo(instant: string): Promise<void> {
    const end = Date.parse(instant);
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#now = end;
  }

  /** Sets the clock, as after a sleep of the machine: no timer saw the time pass. */
  async jumpTo(instant: string): Promise<void> {
    this.#now = Date.parse(instant);
    await this.advanceTo(instant);
  }
}
