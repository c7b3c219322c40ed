import type { Limiter, Rate } from '../../core/ports/limiter.ts';

/** Counts calls in memory. */
export class MemoryLimiter implements Limiter {
  private readonly next = new Map<string, number>();
  private readonly places = new Map<string, Map<string, number>>();

  async reserve(key: string, { perSecond, burst }: Rate, now: number): Promise<number> {
    const interval = 1000 / perSecond;
    const free = Math.max(now, this.next.get(key) ?? now);
    this.next.set(key, free + interval);
    return Math.max(now, Math.ceil(free - (burst - 1) * interval));
  }

  async acquire(key: string, holder: string, places: number, now: number, until: number): Promise<boolean> {
    const taken = this.places.get(key) ?? new Map<string, number>();
    this.places.set(key, taken);
    for (const [other, end] of taken) if (end <= now) taken.delete(other);
    if (!taken.has(holder) && taken.size >= places) return false;
    taken.set(holder, until);
    return true;
  }

  async release(key: string, holder: string): Promise<void> {
    this.places.get(key)?.delete(holder);
  }
}
