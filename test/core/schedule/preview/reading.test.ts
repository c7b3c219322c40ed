import { readingOf } from '../../../../core/schedule/preview/reading.ts';
import { DAY } from '../../../../core/time/units.ts';
import { cron, every, once } from '../tables.ts';

const NOW = Date.UTC(2026, 10, 26);

describe('the reading of a cron', () => {
  test.each([
    ['0 9 * * 1-5', 'At 09:00, Monday through Friday'],
    ['9-17 * * * *', 'Minutes 9 through 17 past the hour, every hour, every day'],
    ['30 15 10 * * *', 'At 10:15:30, every day'],
    ['* 0 12 * * *', 'Every second of the minute, at 12:00, every day'],
    ['*/1 0 12 * * *', 'Every second of the minute, at 12:00, every day'],
    ['*/10 30 9 * * MON', 'Every 10 seconds of the minute, at 09:30, only on Monday'],
    ['0-30 0 12 * * *', 'Seconds 0 through 30 past the minute, at 12:00, every day'],
    ['0,30 5 1,2 * * *', 'At 0 and 30 seconds past the minute, at 01:05 and 02:05, every day'],
    ['* * 9 * * *', 'Every second, every minute, between 09:00 and 09:59, every day'],
    ['0 12-12 * * *', 'At 12:00, every day'],
    ['0 0 0 1 1 * */3', 'At 00:00, on day 1 of the month, only in January, every 3 years'],
    ['0 15 10 * * ? 2027', 'At 10:15, every day, only in 2027'],
    ['@weekly', 'At 00:00, only on Sunday'],
    ['0 0 * * 7', 'At 00:00, only on Sunday'],
    ['0 12 1 * MON', 'At 12:00, on day 1 of the month, or at 12:00, only on Monday'],
    ['0 12 1 * +MON', 'At 12:00, on day 1 of the month, only on Monday'],
    [
      '0 12 1-7 * +mon-wed',
      'At 12:00, between day 1 and 7 of the month, only on Monday, Tuesday, and Wednesday',
    ],
    ['0 12 * * +MON', 'At 12:00, only on Monday'],
    ['0 0 L * *', 'At 00:00, on the last day of the month'],
    ['0 0 LW * *', 'At 00:00, on the last weekday of the month'],
    ['0 0 15W * *', 'At 00:00, on the weekday nearest day 15 of the month'],
    [
      '0 0 1,15W * *',
      'At 00:00, on day 1 of the month, or at 00:00, on the weekday nearest day 15 of the month',
    ],
    ['5-5 0 12 * * *', 'At 12:00:05, every day'],
    ['0,30 5-5 12 * * *', 'At 0 and 30 seconds past the minute, at 12:05, every day'],
    ['0 0 * * MON,TUE', 'At 00:00, only on Monday and Tuesday'],
    ['0 0 * * MON,TUE,WED', 'At 00:00, Monday through Wednesday'],
    ['0 0 * * MON,WED,FRI', 'At 00:00, only on Monday, Wednesday, and Friday'],
    ['0 0 * * SUN#1', 'At 00:00, on the first Sunday of the month'],
    ['0 0 * * TUE#2', 'At 00:00, on the second Tuesday of the month'],
    ['0 0 * * THU#4', 'At 00:00, on the fourth Thursday of the month'],
    ['0 0 * * FRI#5', 'At 00:00, on the fifth Friday of the month'],
    ['0 0 * * fri#L', 'At 00:00, on the last Friday of the month'],
    ['0 0 * * 5L', 'At 00:00, on the last Friday of the month'],
    ['0 0 * * TUE#3', 'At 00:00, on the third Tuesday of the month'],
    ['0 0 * * 1#1,FRI', 'At 00:00, only on Friday, or at 00:00, on the first Monday of the month'],
    ['0 0 * * 1-2L', 'At 00:00, on the last Monday and Tuesday of the month'],
  ])('%s', (expression, reading) => {
    expect(readingOf(cron(expression), NOW)).toBe(`${reading}, in UTC`);
  });

  test('names a start only where it is to come', () => {
    const from = (start: number) => readingOf(cron('0 9 * * *', { start }), NOW);
    expect(from(NOW)).toBe('At 09:00, every day, in UTC');
    expect(from(NOW + 1)).toBe('At 09:00, every day, in UTC; from Thu 2026-11-26 00:00:00.001 +00:00 on');
  });

  test('names the zone and the bounds', () => {
    const table = cron('0 9 * * *', { tz: 'Europe/Paris', start: NOW + DAY, end: NOW + 2 * DAY, limit: 3 });
    expect(readingOf(table, NOW)).toBe(
      'At 09:00, every day, by the clocks of Europe/Paris; from Fri 2026-11-27 01:00:00 +01:00 on; ' +
        'until Sat 2026-11-28 01:00:00 +01:00; 3 times at most',
    );
  });
});

test.each([
  [once(NOW), 'Once, at once'],
  [once(NOW + DAY), 'Once, on Fri 2026-11-27 00:00:00 +00:00'],
  [every(3_600_000, NOW), 'Every hour; counted from Thu 2026-11-26 00:00:00 +00:00'],
  [
    every(5_400_500, NOW),
    'Every 1 hour, 30 minutes, 500 milliseconds; counted from Thu 2026-11-26 00:00:00 +00:00',
  ],
  [
    every(45 * DAY, NOW, { limit: 1 }),
    'Every 45 days; counted from Thu 2026-11-26 00:00:00 +00:00; once only',
  ],
])('reads schedules that are no cron in words: %j', (schedule, reading) => {
  expect(readingOf(schedule, NOW)).toBe(reading);
});
