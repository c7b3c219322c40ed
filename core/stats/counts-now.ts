import type { JobCounts } from '../../contract/stats.ts';
import { type Scope, scopeKey } from '../jobs/scope.ts';
import type { Ports } from '../ports/ports.ts';
import type { StatsStore, Tally } from '../ports/stats-store.ts';
import { HOUR, MINUTE } from '../time/units.ts';
import { NOTHING } from './close-hours.ts';
import { Count, since, sumOf } from './tally.ts';

/** How long the sum of earlier hours is gone by, ms: only what the stream tells late changes it. */
const FRESH = 5 * MINUTE;

/** What was counted before an hour. */
interface Before {
  tally: Tally;
  epoch: number;
}

/** The same as a process read it; Unix ms. */
interface Known {
  /** The hour. */
  from: number;
  /** When it was read. */
  at: number;
  before: Promise<Before>;
}

/** What a process knows, by scopes. */
const known = new WeakMap<StatsStore, Map<string, Known>>();

/**
 * How many jobs of a scope need a look now, by the sums of its hours from one on, as they were read; those of earlier ones are read every five minutes
 * at most by a process.
 */
export async function countsNow(
  scope: Scope,
  from: number,
  read: readonly Tally[],
  ports: Pick<Ports, 'stats' | 'clock'>,
): Promise<JobCounts> {
  const { tally, epoch } = await knownBefore(scope, from, ports);
  return countsIn(since(epoch, sumOf([tally, ...read])));
}

/** How many jobs need a look by a tally. */
export function countsIn(tally: Tally): JobCounts {
  const of = (gauge: keyof JobCounts) => Math.max(0, tally[Count.in(gauge)] ?? 0);
  return { failing: of('failing'), retrying: of('retrying') };
}

async function knownBefore(
  scope: Scope,
  from: number,
  { stats, clock }: Pick<Ports, 'stats' | 'clock'>,
): Promise<Before> {
  const scopes = known.get(stats) ?? new Map<string, Known>();
  known.set(stats, scopes);
  const key = scopeKey(scope);
  const there = scopes.get(key);
  const now = clock.now();
  if (there && there.from === from && now >= there.at && now - there.at < FRESH) return await there.before;
  const before = readBefore(scope, from, stats);
  scopes.set(key, { from, at: now, before });
  before.catch(() => scopes.delete(key));
  return await before;
}

async function readBefore(scope: Scope, from: number, stats: StatsStore): Promise<Before> {
  const total = (await stats.total(scope)) ?? NOTHING;
  const hours = await stats.hours(scope, total.closed_to, from - HOUR);
  return { tally: sumOf([total.tally, ...hours.map(({ tally }) => tally)]), epoch: total.epoch ?? 0 };
}
