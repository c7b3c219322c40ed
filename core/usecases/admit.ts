import type { CallLimits } from '../../contract/resources/actions.ts';
import { NoCapacity } from '../errors/no-capacity.ts';
import type { Deferred } from '../jobs/defer.ts';
import type { RunInFlight } from '../jobs/row.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Limiter } from '../ports/limiter.ts';

/** A turn at most this far away is waited for in place, ms: that is cheaper than to come again. */
const WAIT_IN_PLACE = 500;

/** How long a run waits for a place before it asks again, ms; it doubles up to the longest. */
const PLACE_PAUSE = { first: 500, longest: 30_000 };

/** Whom a run asks for its turn. */
export interface Gate {
  /** Names the target for all executors. */
  key: string;
  limits: CallLimits;
  identity: string;
  limiter: Limiter;
  clock: Clock;
  random: Random;
}

type Admission = { leave: () => Promise<void> } | Later;

/** That a run has not begun and when it comes again. */
interface Later {
  deferral: Deferred;
}

/**
 * Waits for a run's turn at a target that stands only so much, or says when to come again; also when the counts of the target
 * have no capacity, which is no fault of the run.
 * @returns `leave` to call when the call is over, or the deferral; a run that comes again has its turn in the rate
 */
export async function admit(gate: Gate, run: RunInFlight): Promise<Admission> {
  try {
    return await ask(gate, run);
  } catch (error) {
    if (error instanceof NoCapacity) return comeAgain(gate, run);
    throw error;
  }
}

async function ask(gate: Gate, run: RunInFlight): Promise<Admission> {
  const { key, limits, identity, limiter, clock } = gate;
  if (limits.concurrency !== undefined) {
    const now = clock.now();
    const entered = await limiter.enter(key, identity, limits.concurrency, now, run.lease_until ?? now);
    if (!entered) return comeAgain(gate, run);
  }
  const leave = async () => {
    if (limits.concurrency !== undefined) await limiter.leave(key, identity);
  };
  if (limits.perSecond === undefined || run.turn === 'reserved') return { leave };

  const now = clock.now();
  const due = await limiter.reserve(key, { perSecond: limits.perSecond, burst: limits.burst ?? 1 }, now);
  if (due - now > WAIT_IN_PLACE) {
    await leave();
    return { deferral: { until: due, turn: 'reserved' } };
  }
  await clock.sleepUntil(due);
  return { leave };
}

/** Lets a run come again that could not begin, ever later. */
export function comeAgain({ clock, random }: Pick<Gate, 'clock' | 'random'>, run: RunInFlight): Later {
  const until = clock.now() + placePause(run.deferred ?? 0, random);
  return { deferral: { until, turn: run.turn ?? 'wanted' } };
}

/** Growing and scattered, so that those who wait do not all come at once. */
function placePause(deferred: number, random: Random): number {
  const pause = Math.min(PLACE_PAUSE.longest, PLACE_PAUSE.first * 2 ** deferred);
  return Math.ceil(pause * (0.5 + random() / 2));
}
