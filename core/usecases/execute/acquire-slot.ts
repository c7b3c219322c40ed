import type { CallLimits } from '../../../contract/resources/actions.ts';
import { NoCapacity } from '../../errors/run-error.ts';
import type { Deferred } from '../../jobs/defer.ts';
import type { RunningRun } from '../../jobs/run-in-flight.ts';
import type { Limiter } from '../../ports/limiter.ts';
import type { Clock, Random } from '../../time/clock.ts';

/** A turn at most this far away is waited for in place, ms: that is cheaper than to come again. */
const WAIT_IN_PLACE = 500;

/** How long a run waits for a place before it asks again, ms; it doubles up to the longest. */
const PLACE_PAUSE = { first: 500, longest: 30_000 };

/** Whom a run asks for its turn. */
export interface TargetLimit {
  /** Names the target for all executors. */
  key: string;
  limits: CallLimits;
  identity: string;
  limiter: Limiter;
  clock: Clock;
  random: Random;
}

type SlotAnswer = { release: () => Promise<void> } | Later;

/** That a run has not begun and when it comes again. */
interface Later {
  deferral: Deferred;
}

/**
 * Waits for a run's turn at a target that stands only so much, or says when to come again; also when the counts of the target
 * have no capacity, which is not a fault of the run. A run that does not begin keeps no place.
 * @returns `release` to call when the call is over, or the deferral; a run that comes again has its turn in the rate
 */
export async function acquireSlot(target: TargetLimit, run: RunningRun): Promise<SlotAnswer> {
  const { key, limits, identity, limiter, clock } = target;
  const { concurrency: places } = limits;
  const release = async () => {
    if (places !== undefined) await limiter.release(key, identity);
  };
  // A place that cannot be given back is free when its lease is over.
  const giveBack = () => release().catch(() => undefined);
  try {
    if (places !== undefined) {
      const entered = await limiter.acquire(key, identity, places, clock.now(), run.lease_until);
      if (!entered) return waitForSlot(target, run);
    }
    const later = await waitForTurn(target, run);
    if (!later) return { release };
    await giveBack();
    return later;
  } catch (error) {
    // Also when it is not certain that a place was taken.
    await giveBack();
    if (error instanceof NoCapacity) return waitForSlot(target, run);
    throw error;
  }
}

/** Waits for the turn in the rate where it is near. @returns when to come again otherwise */
async function waitForTurn(
  { key, limits, limiter, clock }: TargetLimit,
  run: RunningRun,
): Promise<Later | undefined> {
  if (limits.perSecond === undefined || run.slot === 'reserved') return undefined;
  const now = clock.now();
  const due = await limiter.reserve(key, { perSecond: limits.perSecond, burst: limits.burst ?? 1 }, now);
  if (due - now > WAIT_IN_PLACE) return { deferral: { until: due, slot: 'reserved' } };
  await clock.sleepUntil(due);
  return undefined;
}

/** Lets a run come again that could not begin, ever later. */
export function waitForSlot(
  { clock, random }: Pick<TargetLimit, 'clock' | 'random'>,
  run: RunningRun,
): Later {
  const until = clock.now() + placePause(run.deferrals ?? 0, random);
  return { deferral: { until, slot: run.slot ?? 'wanted' } };
}

/** Growing and scattered, so that those who wait do not all come at once. */
function placePause(deferrals: number, random: Random): number {
  const pause = Math.min(PLACE_PAUSE.longest, PLACE_PAUSE.first * 2 ** deferrals);
  return Math.ceil(pause * (0.5 + random() / 2));
}
