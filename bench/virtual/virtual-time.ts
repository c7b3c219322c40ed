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
  /** A binary heap, the next event first. */
  private readonly events: Event[] = [];

  constructor(start: number) {
    this.now = start;
  }

  at(time: number, run: () => void): void {
    this.order += 1;
    const event = { time: Math.max(time, this.now), order: this.order, run };
    const { events } = this;
    let place = events.length;
    for (let up = (place - 1) >> 1; place > 0; up = (place - 1) >> 1) {
      const above = events[up];
      if (!above || isBefore(above, event)) break;
      events[place] = above;
      place = up;
    }
    events[place] = event;
  }

  after(delay: number, run: () => void): void {
    this.at(this.now + delay, run);
  }

  /** Runs all events up to and including `until`, or those before it is all over. */
  async runUntil(until: number, isOver: () => boolean = () => false): Promise<void> {
    for (let next = this.events[0]; next && next.time <= until && !isOver(); next = this.events[0]) {
      this.removeFirst();
      this.now = next.time;
      next.run();
      await drained();
    }
    this.now = until;
  }

  private removeFirst(): void {
    const { events } = this;
    const last = events.pop();
    if (!last || events.length === 0) return;
    let place = 0;
    for (;;) {
      const [left, right] = [events[2 * place + 1], events[2 * place + 2]];
      if (!left) break;
      const [child, at] = right && isBefore(right, left) ? [right, 2 * place + 2] : [left, 2 * place + 1];
      if (isBefore(last, child)) break;
      events[place] = child;
      place = at;
    }
    events[place] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
