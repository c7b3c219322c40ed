import type { Clock } from '../time/clock.ts';
import type { Limiter } from './limiter.ts';

/**
 * Does `work` while it holds the one place of a key, and gives the place back; undefined where another holds it. The place of a
 * process that died is free after `leaseMs`. @throws NoCapacity where the limiter has none
 */
export async function withinSlot<T>(
  key: string,
  holder: string,
  leaseMs: number,
  work: () => Promise<T>,
  { limiter, clock }: { limiter: Limiter; clock: Clock },
): Promise<T | undefined> {
  const now = clock.now();
  // Given back also when it is not certain that it was acquired; a place that cannot be given back is free by its lease.
  let isHeld = true;
  try {
    isHeld = await limiter.acquire(key, holder, 1, now, now + leaseMs);
    return isHeld ? await work() : undefined;
  } finally {
    if (isHeld) await limiter.release(key, holder).catch(() => undefined);
  }
}
