import { Cron } from 'croner';
import fc from 'fast-check';
import { cronCalendar } from '../../../core/schedule/cron-calendar.ts';
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
