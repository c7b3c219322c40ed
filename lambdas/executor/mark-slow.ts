import type { JobRow } from '../../core/jobs/row.ts';
import type { RunningRun } from '../../core/jobs/run-in-flight.ts';
import { scopeKey, targetKey } from '../../core/jobs/scope.ts';
import type { Lane } from '../../core/messages/wake-up.ts';
import type { Limiter } from '../../core/ports/limiter.ts';
import type { SlowScopes } from '../../core/ports/queues.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { Clock } from '../../core/time/clock.ts';
import { MINUTE } from '../../core/time/units.ts';

/** How often what is still going is counted, ms: not at all if it ends within the first time. */
const COUNTED_EVERY_MS = 1000;

/**
 * Seconds that runs, and their commits, may take beyond the first one of each, at once and as they come back: those of one target, and those of all
 * targets of a product and env that hold up others, as they do not count as slow yet and are in the lane `main`.
 */
const ALLOWANCE = { target: { burst: 6, perSecond: 0.1 }, scope: { burst: 12, perSecond: 0.2 } };

/** How long they count as slow after they took more than that, ms. */
const SLOW_FOR_MS = MINUTE;

/** What the counting works with. */
export interface SlowMarks {
  scopes: SlowScopes;
  limiter: Limiter;
  clock: Clock;
  telemetry: Telemetry;
  /** Where it is done. */
  lane: Lane;
}

/**
 * Counts the seconds that something takes while it is going, and marks its target as slow when these are more than its allowance, or its
 * product and env, so that what takes long now and then changes nothing. While more than half of a mark is left, none is counted.
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

async function countSecond(row: JobRow, marks: SlowMarks): Promise<void> {
  const [target, scope] = [targetKey(row), scopeKey(row)];
  const isQuick = await isAllowed(target, ALLOWANCE.target, row, marks);
  if (isQuick && marks.lane === 'main') await isAllowed(scope, ALLOWANCE.scope, row, marks);
}

/** Counts a second of what has a key, and marks it if that is one too many. @returns whether it does not count as slow */
async function isAllowed(
  key: string,
  allowance: (typeof ALLOWANCE)['target' | 'scope'],
  row: JobRow,
  { scopes, limiter, clock, telemetry }: SlowMarks,
): Promise<boolean> {
  const now = clock.now();
  const isMarked = () => scopes.until(key) > now + SLOW_FOR_MS / 2;
  if (isMarked()) return false;
  const allowedAt = await limiter.reserve(`slow#${key}`, allowance, now);
  if (allowedAt <= now) return true;
  if (isMarked()) return false;
  telemetry({ type: 'slow', row });
  await scopes.mark(key, now + SLOW_FOR_MS);
  return false;
}

/** A run that waits for a place is one of many when it comes so often without one. */
const CROWDED_AFTER = 2;

/**
 * Marks the target of a run that waits for a place there, and did before: those that wait come again and again, and in the lane `main` each keeps others
 * waiting for a moment.
 */
export async function markWaiting(
  row: JobRow,
  { slot, deferrals = 0 }: RunningRun,
  { scopes, clock, telemetry }: Pick<SlowMarks, 'scopes' | 'clock' | 'telemetry'>,
): Promise<void> {
  const key = targetKey(row);
  const now = clock.now();
  if (slot !== 'wanted' || deferrals < CROWDED_AFTER || scopes.until(key) > now + SLOW_FOR_MS / 2) return;
  telemetry({ type: 'slow', row });
  await scopes.mark(key, now + SLOW_FOR_MS);
}
