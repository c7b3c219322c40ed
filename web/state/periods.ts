import type { SeriesFilter, SeriesPoint } from '../../contract/stats.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A time that statistics are shown of. */
export interface Period {
  name: string;
  words: string;
  by: NonNullable<SeriesFilter['by']>;
  /** Its length, ms. */
  ms: number;
}

/** What statistics can be shown of. */
export const PERIODS: readonly [Period, ...Period[]] = [
  { name: '24h', words: '24 hours', by: 'hour', ms: DAY },
  { name: '7d', words: '7 days', by: 'day', ms: 7 * DAY },
  { name: '30d', words: '30 days', by: 'day', ms: 30 * DAY },
  { name: '90d', words: '90 days', by: 'day', ms: 90 * DAY },
];

/** The period of an address. */
export const periodOf = (query: URLSearchParams): Period =>
  PERIODS.find(({ name }) => name === query.get('period')) ?? PERIODS[0];

/** When a period begins whose last stretch ends with the hour that is under way, Unix ms. */
export const beginOf = ({ ms }: Period, now: number): number => (Math.floor(now / HOUR) + 1) * HOUR - ms;

type Lags = SeriesPoint['lag'];

/** The lags of several stretches as those of one. */
export function together(all: readonly Lags[]): Lags {
  const sums = new Map<number, number>();
  for (const [lag, runs] of all.flat()) sums.set(lag, (sums.get(lag) ?? 0) + runs);
  return [...sums].sort(([a], [b]) => a - b);
}

const EDGES = [10, 32, 100, 316, 1000, 3162, 10_000, Number.POSITIVE_INFINITY];

/** How many runs started within each of some lags, ms, and later than the one before it. */
export function histogram(lags: Lags): [upTo: number, runs: number][] {
  return EDGES.map((edge, at) => {
    const within = lags.filter(([lag]) => lag <= edge && (at === 0 || lag > (EDGES[at - 1] ?? 0)));
    return [edge, within.reduce((sum, [, runs]) => sum + runs, 0)];
  });
}
