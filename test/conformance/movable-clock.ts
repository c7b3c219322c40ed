import type { Clock } from '../../core/time/clock.ts';

/** A clock that stands still until it is moved. */
export class MovableClock implements Clock {
  private time = Date.UTC(2030, 0, 1);

  now(): number {
    return this.time;
  }

  move(ms: number): void {
    this.time += ms;
  }

  async sleepUntil(time: number): Promise<void> {
    this.time = Math.max(this.time, time);
  }
}
