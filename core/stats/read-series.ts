import { z } from 'zod';
import { SERIES_BY, type SeriesPoint, type StatsSeries } from '../../contract/stats.ts';
import { momentText, period, tag } from '../input/job-filter.ts';
import type { Scope } from '../jobs/scope.ts';
import type { Ports } from '../ports/ports.ts';
import type { Tally } from '../ports/stats-store.ts';
import { DAY, HOUR } from '../time/units.ts';
import { hourOf } from './hours.ts';
import { lagOf } from './lag-buckets.ts';
import { Count, lagsIn, sumOf } from './tally.ts';

/** The most stretches of each length. */
const MOST = { hour: 7 * 24, day: 90 } as const;

/** The length of a stretch, ms. */
const EACH = { hour: HOUR, day: DAY } as const;

/** What a series is asked for with, as it comes in a query string. */
export const seriesSchema = period(
  z.strictObject({
    product: tag.optional(),
    env: tag.optional(),
    by: z.enum(SERIES_BY).default('hour'),
    from: momentText().optional(),
    to: momentText().optional(),
  }),
);

/** A series asked for, checked. */
export type CheckedSeries = z.output<typeof seriesSchema>;

/** The scopes' figures by hours or days; it reads one item an hour. What lies beyond the most stretches, or now, is left out. */
export async function readSeries(
  { by, from, to }: CheckedSeries,
  scopes: readonly Scope[],
  { stats, clock }: Pick<Ports, 'stats' | 'clock'>,
): Promise<StatsSeries> {
  const each = EACH[by];
  const first = hourOf(from ?? clock.now() - DAY);
  const end = Math.min(to ?? clock.now(), clock.now());
  const count = Math.max(0, Math.min(MOST[by], Math.ceil((end + 1 - first) / each)));
  const hours = await Promise.all(
    scopes.map((scope) => (count > 0 ? stats.hours(scope, first, first + count * each - 1) : [])),
  );
  const tallies = Map.groupBy(hours.flat(), ({ hour }) => Math.floor((hour - first) / each));
  const points = Array.from({ length: count }, (_, at) => {
    const sum = sumOf((tallies.get(at) ?? []).map(({ tally }) => tally));
    return pointOf(first + at * each, sum);
  });
  return { by, points };
}

function pointOf(at: number, tally: Tally): SeriesPoint {
  const of = (name: string) => tally[name] ?? 0;
  const lags = [...lagsIn(tally)].sort(([a], [b]) => a - b);
  return {
    at,
    dispatched: of(Count.dispatched),
    cancelled: of(Count.cancelled),
    completed: of(Count.completed),
    completed_first_try: of(Count.firstTry),
    failed: of(Count.failed),
    retries: of(Count.retries),
    lag: lags.map(([bucket, runs]) => [lagOf(bucket), runs]),
  };
}
