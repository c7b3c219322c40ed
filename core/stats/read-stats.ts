import { z } from 'zod';
import type { Stats } from '../../contract/stats.ts';
import { momentText, period, tag } from '../input/job-filter.ts';
import type { StoredStatus } from '../jobs/did.ts';
import type { Scope } from '../jobs/scope.ts';
import type { Ports } from '../ports/ports.ts';
import type { Tally } from '../ports/stats-store.ts';
import { HOUR } from '../time/units.ts';
import { NOTHING } from './close-hours.ts';
import { countsIn } from './counts-now.ts';
import { byNamespace } from './group-runs.ts';
import { hourOf } from './hours.ts';
import { percentileOf } from './lag-buckets.ts';
import { Count, lagsIn, since, sumOf } from './tally.ts';

/** What statistics may be narrowed by, as it comes in a query string. */
export const statsSchema = period(
  z.strictObject({
    product: tag.optional(),
    env: tag.optional(),
    from: momentText().optional(),
    to: momentText().optional(),
  }),
);

/** A filter of statistics, checked. */
export type CheckedStatsFilter = z.output<typeof statsSchema>;

/** More runs in flight than are looked at one by one; those beyond count by their stored status. */
const RUNNING_MAX = 1000;

/** What is counted of all time, and within the hours asked for. */
interface Counted {
  ever: Tally;
  within: Tally;
}

/** The scopes' jobs and runs in figures. It reads one item for each hour asked for, and those of the last two days. */
export async function readStats(
  filter: CheckedStatsFilter,
  scopes: readonly Scope[],
  ports: Ports,
): Promise<Stats> {
  const [counted, running] = await Promise.all([
    Promise.all(scopes.map((scope) => countedOf(scope, filter, ports))),
    scopes.length > 0 ? ports.jobs.list({ scopes, statuses: ['running'], limit: RUNNING_MAX }) : [],
  ]);
  const ever = sumOf(counted.map((each) => each.ever));
  const within = sumOf(counted.map((each) => each.within));
  const stored = (status: StoredStatus) => {
    const runningNow = running.filter((row) => row.status === status).length;
    return Math.max(0, of(ever, Count.in(status)) - runningNow);
  };
  const completed = of(within, Count.completed);
  const failed = of(within, Count.failed);
  const firstTry = of(within, Count.firstTry);
  const ended = completed + failed;
  const lags = lagsIn(within);
  return {
    total: of(within, Count.dispatched),
    scheduled: stored('scheduled'),
    queued: stored('queued'),
    running: running.length,
    completed,
    failed,
    cancelled: of(within, Count.cancelled),
    paused: stored('paused'),
    ...countsIn(ever),
    success_rate: ended === 0 ? 0 : completed / ended,
    completed_first_try: firstTry,
    completed_after_retry: completed - firstTry,
    avg_retry_count: ended === 0 ? 0 : of(within, Count.retries) / ended,
    lag_ms: { p50: percentileOf(lags, 50), p99: percentileOf(lags, 99) },
    namespaces: byNamespace(within),
  };
}

/** What the total of one scope and its hours come to. */
async function countedOf(scope: Scope, filter: CheckedStatsFilter, ports: Ports): Promise<Counted> {
  const now = ports.clock.now();
  const total = (await ports.stats.total(scope)) ?? NOTHING;
  const all = filter.from === undefined && filter.to === undefined;
  const from = hourOf(filter.from ?? 0);
  const to = filter.to ?? Number.POSITIVE_INFINITY;
  const first = all ? total.closed_to : Math.min(from, total.closed_to);
  // A clock that is ahead may have counted something in the next hour.
  const known = await ports.stats.hours(scope, first, now + HOUR);
  const open = known.filter(({ hour }) => hour >= total.closed_to);
  const wanted = known.filter(({ hour }) => hour >= from && hour <= to);
  const ever = since(total.epoch ?? 0, sumOf([total.tally, ...open.map(({ tally }) => tally)]));
  return { ever, within: all ? ever : sumOf(wanted.map(({ tally }) => tally)) };
}

const of = (tally: Tally, name: string) => tally[name] ?? 0;
