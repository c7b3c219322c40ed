import fc from 'fast-check';
import type { Schedule } from '../../contract/schedule.ts';
import { anyCron, anyCronOfSeconds } from './any-cron.ts';

/** A schedule and the moment at which it is dispatched, Unix ms. */
export interface Dispatched {
  schedule: Schedule;
  from: number;
}

const NOW = Date.UTC(2026, 10, 28, 21, 17, 3, 250);
const EACH_WEEKDAY = Array.from({ length: 31 }, (_, i) => `${i + 1}W`).join(',');
const at = (
  cron: string,
  tz: string,
  when = new Date(NOW).toISOString(),
  rest: Schedule = {},
): Dispatched => ({
  schedule: { cron, tz, ...rest },
  from: Date.parse(when),
});

/** Schedules that take long if they are gone through time by time: rare or never, of each second, around long gaps, to the end. */
export const NASTY: readonly Dispatched[] = [
  at(`0 0 0 ${EACH_WEEKDAY} * +SUN 2026-9999`, 'UTC'),
  at('0 */20 1 7-26/7 * +5L */2', 'America/New_York'),
  at('0 0 0 30 2 * */2', 'Europe/Paris'),
  at('0 0 0 29 2 * 2027-9999/4', 'Europe/Paris'),
  at('0 0 0 29 2 +MON */100', 'Asia/Gaza'),
  at('0 0 0 1 1 * 9999', 'Asia/Hebron'),
  at('0 0 8 * +MON#1', 'UTC'),
  at('0 0 31W 4,6,9,11 *', 'America/Nuuk'),
  at('0 3 29 2 +MON', 'Africa/El_Aaiun', undefined, { limit: 100 }),
  at('* * * * * *', 'Pacific/Apia', '2011-12-30T09:59:00Z'),
  at('0-58 * * * * *', 'Pacific/Apia', '2011-12-29T10:00:00Z'),
  at('0-59 0-59 0-23 * * *', 'Pacific/Apia', '2011-12-30T09:59:59Z', { limit: 1_000_000 }),
  at('59 59 23 * * FRI', 'Pacific/Kwajalein', '1993-08-20T00:00:00Z'),
  at('* * * * * *', 'Europe/Paris', '2027-03-28T00:59:58Z', { limit: 600_000_000 }),
  at('0-59 0-59 0-23 * * *', 'Europe/Paris', '2027-10-31T00:59:58Z', { limit: 600_000_000 }),
  at('*/7 */7 */7 */7 */7 */7', 'Antarctica/Troll', '2027-03-28T00:00:00Z', { limit: 9999 }),
  at('15 * * * *', 'Australia/Lord_Howe', '2027-10-02T15:29:59Z', { limit: 170_000 }),
  at('* * * * * *', 'Asia/Gaza', '2086-03-29T23:59:59Z', { endDate: '2120-01-01' }),
  at('30 2 * * *', 'Africa/Casablanca', undefined, { limit: 7300 }),
  at('30 2 31 12 *', 'Africa/Casablanca', undefined, { endDate: '9999-12-31' }),
  at('30 2 * * 5L', 'America/New_York', undefined, { start_at: '9990-01-01', limit: 50 }),
  at(`${Array.from({ length: 60 }, (_, i) => i).join(',')} 0-23 1-31 1-12 0-6`, 'America/St_Johns'),
];

const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const anyMoment = fc.integer({ min: Date.UTC(1974, 0, 1), max: Date.UTC(2120, 0, 1) });
const anyYear = fc.constantFrom(
  '',
  '',
  '',
  ' *',
  ' */2',
  ' */7',
  ' 2000-9999/3',
  ' 2096,2400',
  ' 1970-2400',
  ' 9999',
);
const anyEnd = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.integer({ min: 1, max: 5_000_000 }).map((limit) => ({ limit })),
  fc.integer({ min: 1, max: 60 }).map((years) => ({ endDate: Date.UTC(2060 + years, 0, 1) })),
);

/** Crons of every kind, valid for the most part, in any zone, dispatched at any moment of 146 years. */
export const anySchedule: fc.Arbitrary<Dispatched> = fc
  .record({
    cron: fc.oneof(
      anyCron,
      fc.tuple(anyCronOfSeconds, anyYear).map((parts) => parts.join('')),
    ),
    tz: anyZone,
    from: anyMoment,
    end: anyEnd,
  })
  .map(({ cron, tz, from, end }) => ({ schedule: { cron, tz, ...end }, from }));
