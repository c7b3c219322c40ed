import { z } from 'zod';
import { defined } from '../../contract/plain-data.ts';
import { SERIES_BY, SERIES_GROUPS, type SeriesPoint, type StatsSeries } from '../../contract/stats.ts';
import { momentText, period, tag } from '../input/job-filter.ts';
import type { Scope } from '../jobs/scope.ts';
import type { Ports } from '../ports/ports.ts';
import type { Tally } from '../ports/stats-store.ts';
import { DAY, HOUR } from '../time/units.ts';
import { byError, byNamespace, failedWithin } from './group-runs.ts';
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
    group: z.enum(SERIES_GROUPS).optional(),
  }),
);

/** A series asked for, checked. */
export type CheckedSeries = z.output<typeof seriesSchema>;

/** The scopes' figures by hours or days; it reads one item an hour, and by errors what failed. What lies beyond the most stretches, or now, is left out. */
export async function readSeries(
  { by, from, to, group }: CheckedSeries,
  scopes: readonly Scope[],
  { stats, runs, clock }: Pick<Ports, 'stats' | 'runs' | 'clock'>,
): Promise<StatsSeries> {
  const each = EACH[by];
  const first = hourOf(from ?? clock.now() - DAY);
  const end = Math.min(to ?? clock.now(), clock.now());
  const count = Math.max(0, Math.min(MOST[by], Math.ceil((end + 1 - first) / each)));
  const last = first + count * each - 1;
  const isByError = group === 'error' && count > 0;
  const [hours, failed] = await Promise.all([
    Promise.all(scopes.map((scope) => (count > 0 ? stats.hours(scope, first, last) : []))),
    isByError ? failedWithin(scopes, first, last, { runs }) : undefined,
  ]);
  const placeOf = (time: number) => Math.floor((time - first) / each);
  const tallies = Map.groupBy(hours.flat(), ({ hour }) => placeOf(hour));
  const failures = Map.groupBy(failed?.runs ?? [], ({ at }) => placeOf(at));
  const points = Array.from({ length: count }, (_, at): SeriesPoint => {
    const sum = sumOf((tallies.get(at) ?? []).map(({ tally }) => tally));
    const point = pointOf(first + at * each, sum);
    if (group === 'namespace') return { ...point, groups: byNamespace(sum) };
    return group === 'error' ? { ...point, groups: byError(failures.get(at) ?? []) } : point;
  });
  return { by, points, ...defined({ grouped_from: failed?.from }) };
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
