import { Cron } from 'croner';
import fc from 'fast-check';
import { countNamed, runsInDay } from '../../../core/schedule/count-cron.ts';
import { cronCalendar } from '../../../core/schedule/cron-calendar.ts';
import { cronFields } from '../../../core/schedule/cron-fields.ts';
import { DAY } from '../../../core/time/units.ts';
import { anyCron } from '../../time/any-cron.ts';

const at = (text: string) => Date.parse(`${text}Z`);

test('the days of a calendar are those that croner names, in months of every length and beginning', () => {
  let named = 0;
  fc.assert(
    fc.property(anyCron, fc.integer({ min: 1975, max: 2395 }), (expression, year) => {
      const [, , day, month, weekday] = expression.split(' ');
      const pattern = `0 0 ${day} ${month} ${weekday}`;
      const [calendar, croner] = [cronCalendar(pattern), new Cron(pattern, { utcOffset: 0 })];
      const [from, until] = [Date.UTC(year, 0, 1), Date.UTC(year, 11, 31)];
      const days = Array.from({ length: (until - from) / DAY + 1 }, (_, i) => from + i * DAY);
      const wanted = days.filter((time) => croner.match(new Date(time)));
      expect([pattern, year, calendar.days(from, until)]).toEqual([pattern, year, wanted]);
      expect(calendar.from(from - 1)).toBe(wanted[0] ?? calendar.from(until + 1));
      named += wanted.length;
    }),
    { numRuns: 60, seed: 20280229 },
  );
  expect(named).toBeGreaterThan(0);
});

test.each([
  ['30 15 10 * * *', '2026-01-01T10:15:30', '2026-01-01T10:15:30'],
  ['30 15 10 * * *', '2026-01-01T10:15:31', '2026-01-02T10:15:30'],
  ['0 9-17 * * MON-FRI', '2026-01-02T17:00:01', '2026-01-05T09:00:00'],
  ['59 59 23 31 12 * 2027', '2026-01-01T00:00', '2027-12-31T23:59:59'],
  ['0 0 29 2 +MON', '2028-03-01T00:00', '2044-02-29T00:00:00'],
  ['0 0 29 2 *', '2096-03-01T00:00', '2104-02-29T00:00:00'],
])('%s names from %s on first %s', (expression, from, first) => {
  const found = cronCalendar(expression).from(at(from));
  expect(found && new Date(found).toISOString().slice(0, 19)).toBe(first);
  expect(cronCalendar(expression).names(found ?? 0)).toBe(true);
});

test('a calendar ends with the year 9999', () => {
  const newYear = cronCalendar('0 0 1 1 *');
  expect(newYear.from(at('9998-01-02T00:00'))).toBe(at('9999-01-01T00:00'));
  expect(newYear.from(at('9999-01-02T00:00'))).toBeNull();
  expect(newYear.days(at('9998-12-31T00:00'), at('9999-12-31T00:00') + 400 * DAY)).toEqual([
    at('9999-01-01T00:00'),
  ]);
});

test('a calendar names 29 February in leap years, of every kind of year', () => {
  const years = (from: number, until: number) =>
    cronCalendar('0 0 29 2 *')
      .days(Date.UTC(from, 0, 1), Date.UTC(until, 11, 31))
      .map((day) => new Date(day).toISOString().slice(0, 10));
  const leap = Array.from({ length: 431 }, (_, i) => 1970 + i).filter(
    (year) => new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1,
  );
  expect(years(1970, 2400)).toEqual(leap.map((year) => `${year}-02-29`));
});

test('the days of a calendar begin with the first midnight, and end with one that is the last moment', () => {
  const { days } = cronCalendar('0 9 * * *');
  const first = at('2026-03-01T00:00');
  expect(days(first, first)).toEqual([first]);
  expect(days(first + 1, first + DAY)).toEqual([first + DAY]);
  expect(days(first - 1, first)).toEqual([first]);
  expect(days(first + 1, first + DAY - 1)).toEqual([]);
  expect(days(first - DAY, first + DAY)).toEqual([first - DAY, first, first + DAY]);
});

/** Seconds, minutes and hours of a cron; those of the last are of one moment a day. */
const CLOCKS = [
  '0,7,59 0,30,59 0,12,23',
  '*/20 30 1,2,23',
  '* 5 9-10',
  '10-40/15 */25 */7',
  '0 * 5',
  '59 59 23',
];

test('a calendar finds the first time of day at or after any second of it, and all of them are counted', () => {
  const first = at('2026-02-27T00:00');
  const second = fc.integer({ min: 0, max: 4 * 86_400 });
  for (const clock of CLOCKS) {
    const pattern = `${clock} * * *`;
    const { from } = cronCalendar(pattern);
    const { second: seconds, minute, hour } = cronFields(pattern);
    const isNamed = (n: number) =>
      seconds[n % 60] && minute[Math.floor(n / 60) % 60] && hour[Math.floor(n / 3600) % 24];
    const named = Array.from({ length: 5 * 86_400 }, (_, n) => n).filter(isNamed);
    fc.assert(
      fc.property(second, second, fc.constantFrom(0, 1, 999), (one, other, ms) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect([pattern, low, from(first + low * 1000)]).toEqual([
          pattern,
          low,
          first + (named.find((n) => n >= low) ?? Number.NaN) * 1000,
        ]);
        const wanted = named.filter((n) => n * 1000 >= low * 1000 && n * 1000 < high * 1000 + ms).length;
        expect([
          pattern,
          low,
          high,
          ms,
          countNamed(pattern, first + low * 1000, first + high * 1000 + ms),
        ]).toEqual([pattern, low, high, ms, wanted]);
      }),
      {
        numRuns: 40,
        examples: [
          [0, 86_400, 0],
          [86_399, 86_400, 0],
          [45_000, 45_000, 1],
          [5400, 5459, 0],
        ],
      },
    );
    expect(runsInDay(pattern)).toBe(named.length / 5);
  }
});
