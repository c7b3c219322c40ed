const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A time that statistics are shown of, in equal stretches. */
export interface Period {
  name: string;
  words: string;
  stretches: number;
  /** Length of a stretch, ms. */
  each: number;
}

/** What statistics can be shown of; each costs one call a stretch, once. */
export const PERIODS: readonly [Period, ...Period[]] = [
  { name: '24h', words: '24 hours', stretches: 12, each: 2 * HOUR },
  { name: '7d', words: '7 days', stretches: 7, each: DAY },
  { name: '30d', words: '30 days', stretches: 10, each: 3 * DAY },
];

/** The period of an address. */
export const periodOf = (query: URLSearchParams): Period =>
  PERIODS.find(({ name }) => name === query.get('period')) ?? PERIODS[0];

/** The stretches of a period, oldest first, whose last ends with the hour that is under way. */
export function stretchesOf({ stretches, each }: Period, now: number): { from: number; to: number }[] {
  const end = (Math.floor(now / HOUR) + 1) * HOUR;
  return Array.from({ length: stretches }, (_, index) => {
    const to = end - (stretches - 1 - index) * each;
    return { from: to - each, to };
  });
}
