import { cronCounter } from '../../../core/schedule/count-cron.ts';
import { nextOccurrence } from '../../../core/schedule/occurrences.ts';
import { DAY, HOUR } from '../../../core/time/units.ts';
import { cron } from './tables.ts';

/** Around changes of the clock of one hour, of half an hour, of two, and at midnight; and where there is none. */
const WINDOWS: [tz: string, from: string][] = [
  ['UTC', '2026-03-01T05:17:23Z'],
  ['Europe/Paris', '2026-03-28T21:10:00Z'],
  ['Europe/Paris', '2026-10-24T21:10:00Z'],
  ['America/New_York', '2026-03-07T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T01:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T01:00:00Z'],
  ['Antarctica/Troll', '2026-03-28T12:00:00Z'],
  ['Antarctica/Troll', '2026-10-24T12:00:00Z'],
  ['Africa/Cairo', '2026-04-23T09:00:00Z'],
  ['Africa/Cairo', '2026-10-29T09:00:00Z'],
];
const PATTERNS = [
  '*/10 * * * *',
  '30 2 * * *',
  '0,30 2 * * *',
  '*/30 1-2 * * *',
  '0 0-23 * * *',
  '15 0,1,2,3 * * *',
  '0 */2 * * *',
  '*/20 30 1,2,23 * * *',
  '0 0 1 * SUN',
  '5 * L * +SAT',
];

describe('counting a cron', () => {
  test.each(WINDOWS)('in %s from %s gives what walking it gives, up to any moment', (tz, from) => {
    const begin = Date.parse(from);
    const until = begin + 3 * DAY;
    for (const pattern of PATTERNS) {
      const table = cron(pattern, { tz });
      const walked: number[] = [];
      for (let t = nextOccurrence(table, begin - 1); t !== null && t <= until; t = nextOccurrence(table, t))
        walked.push(t);
      const count = cronCounter(table, begin, until);
      for (let to = begin; to <= until; to += 5 * HOUR + 37_123) {
        expect([pattern, to, count(to)]).toEqual([pattern, to, walked.filter((t) => t <= to).length]);
      }
      for (const t of walked.slice(0, 50)) {
        expect([pattern, t, count(t) - count(t - 1)]).toEqual([pattern, t, 1]);
      }
    }
  });

  test('begins with its start, and counts a year of every second across two changes of the clock', () => {
    const begin = Date.UTC(2026, 0, 1);
    const year = cronCounter(cron('* * * * * *', { tz: 'Europe/Paris' }), begin, begin + 365 * DAY);
    expect(year(begin + 365 * DAY - 1)).toBe(365 * 86_400);
    const late = cronCounter(cron('* * * * * *', { start: begin + DAY }), begin, begin + 2 * DAY);
    expect([late(begin + DAY - 1), late(begin + DAY), late(begin + 2 * DAY - 1)]).toEqual([0, 1, 86_400]);
  });
});

describe('counting a time that a gap moved', () => {
  /** The clocks of New York go from 02:00 to 03:00. */
  const gap = Date.UTC(2026, 2, 8, 7);
  const table = cron('30 2 * * *', { tz: 'America/New_York' });
  const count = (from: number, to: number) => cronCounter(table, from, gap + HOUR)(to);

  test('counts it at the very end of the gap, also from there on', () => {
    expect([count(gap - HOUR, gap - 1), count(gap - HOUR, gap), count(gap, gap)]).toEqual([0, 1, 1]);
  });

  test('counts it no more a moment later', () => {
    expect([count(gap + 1, gap + HOUR), count(gap + 1000, gap + HOUR)]).toEqual([0, 0]);
  });
});
