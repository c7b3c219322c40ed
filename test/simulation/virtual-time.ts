import { setImmediate as drained } from 'node:timers/promises';

interface Event {
  time: number;
  order: number;
  run: () => void;
}

/** Time that passes only from event to event; all promises settle between two events. */
export class VirtualTime {
  now: number;
  private order = 0;
  private readonly events: Event[] = [];

  constructor(start: number) {
    this.now = start;
  }

  at(time: number, run: () => void): void {
    this.order += 1;
    const event = { time: Math.max(time, this.now), order: this.order, run };
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.events[middle];
      if (other && (other.time > event.time || (other.time === event.time && other.order > event.order)))
        low = middle + 1;
      else high = middle;
    }
    this.events.splice(low, 0, event);
  }

  after(delay: number, run: () => void): void {
    this.at(this.now + delay, run);
  }

  /** Runs all events up to and including `until`. */
  async runUntil(until: number): Promise<void> {
    for (let next = this.events.at(-1); next && next.time <= until; next = this.events.at(-1)) {
      this.events.pop();
      this.now = next.time;
      next.run();
      await drained();
    }
    this.now = until;
  }
}
