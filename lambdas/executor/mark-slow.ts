import type { JobRow } from '../../core/jobs/row.ts';
import { scopeKey } from '../../core/jobs/scope.ts';
import type { Limiter } from '../../core/ports/limiter.ts';
import type { SlowScopes } from '../../core/ports/queues.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { Clock } from '../../core/time/clock.ts';
import { MINUTE } from '../../core/time/units.ts';

/** How often what is still going is counted, ms: not at all if it ends within the first time. */
const COUNTED_EVERY_MS = 1000;

/** Seconds that the runs of a product and env, and their commits, may take beyond the first one of each: at once, and as they come back. */
const ALLOWANCE = { burst: 6, perSecond: 0.1 };

/** How long a product and env count as slow after their runs took more than that, ms. */
const SLOW_FOR_MS = MINUTE;

/** What the counting works with. */
export interface SlowMarks {
  scopes: SlowScopes;
  limiter: Limiter;
  clock: Clock;
  telemetry: Telemetry;
}

/**
 * Counts the seconds that something takes while it is going, and marks its scope as slow when these are more than its allowance, so that
 * what takes long now and then changes nothing. While more than half of a mark is left, none is counted.
 */
export async function markSlow<T>(row: JobRow, work: () => Promise<T>, marks: SlowMarks): Promise<T> {
  const counts: Promise<void>[] = [];
  const timer = setInterval(() => {
    // What is refused is made up for by the next second.
    counts.push(countSecond(row, marks).catch(() => undefined));
  }, COUNTED_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await Promise.all(counts);
  }
}

async function countSecond(row: JobRow, { scopes, limiter, clock, telemetry }: SlowMarks): Promise<void> {
  const key = scopeKey(row);
  const now = clock.now();
  const isMarked = () => scopes.until(key) > now + SLOW_FOR_MS / 2;
  if (isMarked()) return;
  const allowedAt = await limiter.reserve(`slow#${key}`, ALLOWANCE, now);
  if (allowedAt <= now || isMarked()) return;
  telemetry({ type: 'slow', row });
  await scopes.mark(row, now + SLOW_FOR_MS);
}
