import type { FailureRate } from '../../contract/alert.ts';
import type { HourTally } from '../ports/stats-store.ts';
import { hourOf } from '../stats/hours.ts';
import { Count, sumOf } from '../stats/tally.ts';
import { HOUR } from '../time/units.ts';

/** Fewer runs than this tell nothing, where the alert does not say. */
const LEAST_RUNS = 10;

/** Runs that ended within the hours of an alert, and those of them that failed; those of the jobs of alerts are left out. */
export interface Rate {
  failed: number;
  runs: number;
  /** The first moment that counts, Unix ms. */
  since: number;
}

/** The first hour that counts, Unix ms. */
export function ratedFrom({ hours = 1 }: FailureRate, now: number): number {
  return hourOf(now) - (hours - 1) * HOUR;
}

/** The runs of the hours that count, if too many of them failed; undefined while all is well. */
export function tooManyFailed(rate: FailureRate, hours: readonly HourTally[], now: number): Rate | undefined {
  const since = ratedFrom(rate, now);
  const tally = sumOf(hours.filter(({ hour }) => hour >= since).map((each) => each.tally));
  const of = (name: string) => tally[name] ?? 0;
  const failed = of(Count.failed) - of(Count.ofAlerts(false));
  const runs = failed + of(Count.completed) - of(Count.ofAlerts(true));
  if (runs < (rate.runs ?? LEAST_RUNS) || failed / runs < rate.above) return undefined;
  return { failed, runs, since };
}
