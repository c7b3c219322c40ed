import fc from 'fast-check';
import { Limits } from '../../../contract/limits.ts';
import {
  firstOccurrence,
  lastOccurrences,
  nextOccurrence,
  occurrencesUntil,
} from '../../../core/schedule/occurrences.ts';
import type { ParsedSchedule } from '../../../core/schedule/parsed-schedule.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { cron, every, once } from './tables.ts';

const NOW = Date.UTC(2026, 0, 1, 12);

const walk = (schedule: ParsedSchedule, first: number, until: number) => {
  const all = [first];
  for (let t = nextOccurrence(schedule, first); t !== null && t <= until; t = nextOccurrence(schedule, t))
    all.push(t);
  return all;
};

describe('the next occurrence', () => {
  test.each([
    ['of a one-time job is its moment', once(NOW), NOW - 1, NOW],
    ['of a one-time job that was is none', once(NOW), NOW, null],
    ['of an interval anchored in the future is its anchor', every(MINUTE, NOW + HOUR), NOW, NOW + HOUR],
    ['of an interval is strictly after the last', every(MINUTE, NOW), NOW, NOW + MINUTE],
    [
      'of an interval anchored in the past stays on its grid',
      every(7 * SECOND, NOW - HOUR - 1),
      NOW,
      NOW - HOUR - 1 + 7 * SECOND * 515,
    ],
    ['of a cron is what the cron says', cron('0 9 * * *'), NOW, NOW + 21 * HOUR],
    ['of a cron is not before start_at', cron('0 9 * * *', { start: NOW + 2 * DAY }), NOW, NOW + 69 * HOUR],
    ['of a cron may be start_at itself', cron('0 9 * * *', { start: NOW + 45 * HOUR }), NOW, NOW + 45 * HOUR],
    ['may be exactly on endDate', every(HOUR, NOW, { end: NOW + HOUR }), NOW, NOW + HOUR],
    ['is none after endDate', every(HOUR, NOW, { end: NOW + HOUR - 1 }), NOW, null],
    ['of a cron may be exactly on endDate', cron('0 * * * *', { end: NOW + HOUR }), NOW, NOW + HOUR],
    ['of a cron is none after endDate', cron('0 * * * *', { end: NOW + HOUR - 1 }), NOW, null],
  ])('%s', (_title, schedule, after, expected) => {
    expect(nextOccurrence(schedule, after)).toBe(expected);
  });

  test.each([
    ['an interval', every(HOUR, Limits.latestMs - HOUR - 1), Limits.latestMs - 1],
    ['a cron', cron('0 0 18,23 31 12 * 9999', { tz: 'America/New_York' }), Date.UTC(9999, 11, 31, 23)],
  ])('of %s is none past the last moment there is', (_what, table, last) => {
    expect(nextOccurrence(table, last - 1)).toBe(last);
    expect(nextOccurrence(table, last)).toBeNull();
  });

  test('may be the last moment there is', () => {
    const table = every(HOUR, Limits.latestMs - HOUR);
    expect(nextOccurrence(table, Limits.latestMs - 1)).toBe(Limits.latestMs);
    expect(nextOccurrence(every(HOUR, Limits.latestMs - HOUR + 1), Limits.latestMs - 1)).toBeNull();
  });

  test('may be the moment itself when asked for the first one', () => {
    expect(firstOccurrence(every(HOUR, NOW), NOW)).toBe(NOW);
    expect(firstOccurrence(cron('0 12 * * *'), NOW)).toBe(NOW);
    expect(firstOccurrence(once(NOW), NOW)).toBe(NOW);
  });
});

const period = fc.constantFrom(SECOND, 1001, 7 * SECOND, MINUTE, 90 * SECOND, HOUR, DAY);
const anchor = fc.integer({ min: -400 * DAY, max: 2 * DAY }).map((offset) => NOW + offset);
const end = fc.option(fc.integer({ min: 0, max: 3 * DAY }), { nil: undefined });
const anyEvery = fc
  .tuple(period, anchor, end)
  .map(([ms, at, ahead]) => every(ms, at, ahead === undefined ? {} : { end: NOW + ahead }));
const anyCron = fc
  .tuple(
    fc.constantFrom(
      '* * * * *',
      '*/20 * * * * *',
      '0 * * * *',
      '30 2 * * *',
      '0 9 1 * MON',
      '0 0 L * *',
      '0,30 1,2 * * *',
      '0 0 1 1 *',
    ),
    fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Antarctica/Troll'),
    end,
  )
  .map(([expression, tz, ahead]) =>
    cron(expression, { tz, ...(ahead !== undefined && { end: NOW + ahead }) }),
  );

describe('a stretch of occurrences', () => {
  test('of an interval lies on anchor + k·every, and nothing on that grid is left out', () => {
    fc.assert(
      fc.property(anyEvery, fc.integer({ min: -DAY, max: DAY }), (table, offset) => {
        const next = nextOccurrence(table, NOW + offset);
        const k = Math.max(0, Math.floor((NOW + offset - table.anchor) / table.every) + 1);
        const expected = table.anchor + k * table.every;
        expect(next).toBe(table.end !== undefined && expected > table.end ? null : expected);
      }),
      { numRuns: 100 },
    );
  });

  test('has the first, the last and the count that counting one by one gives', () => {
    const ahead = fc.integer({ min: 0, max: 3 * HOUR });
    fc.assert(
      fc.property(fc.oneof(anyEvery, anyCron), ahead, (table, length) => {
        const first = firstOccurrence(table, NOW);
        if (first === null) return;
        const all = walk(table, first, first + length);
        const { count, ...stretch } = occurrencesUntil(table, first, first + length);
        expect(stretch).toEqual({ first, last: all.at(-1) });
        expect(count ?? all.length).toBe(all.length);
        if (all.length < 1000) expect(count).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });

  test('ends where counting ends, also over an outage too long to count', () => {
    const crons = fc.constantFrom('* * * * *', '*/7 * * * *', '*/20 9 * * *', '* * 1 1 *', '0 0 * * *');
    fc.assert(
      fc.property(crons, fc.integer({ min: 1, max: 4 * DAY }), (expression, length) => {
        const table = cron(expression);
        const first = firstOccurrence(table, NOW);
        if (first === null) return;
        expect(occurrencesUntil(table, first, first + length).last).toBe(
          walk(table, first, first + length).at(-1),
        );
      }),
      { numRuns: 8 },
    );
  });

  test('of a decade of seconds costs no long walk', () => {
    const table = cron('* * * * * *');
    const until = NOW + 3650 * DAY;
    expect(occurrencesUntil(table, NOW, until)).toEqual({ first: NOW, last: until });
    expect(occurrencesUntil(every(SECOND, NOW), NOW, until).count).toBe(3650 * 86_400 + 1);
  });

  test('has as its last hundred the last hundred of counting one by one', () => {
    const ahead = fc.integer({ min: 0, max: 3 * HOUR });
    fc.assert(
      fc.property(
        fc.oneof(anyEvery, anyCron),
        ahead,
        fc.integer({ min: 1, max: 100 }),
        (table, length, n) => {
          const first = firstOccurrence(table, NOW);
          if (first === null) return;
          const all = walk(table, first, first + length);
          expect(lastOccurrences(table, first, first + length, n)).toEqual(all.slice(-n));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('the occurrences of a stretch are counted up to 31 days of them', () => {
  const table = cron('* * * * *');
  const month = NOW + 31 * DAY;
  expect(occurrencesUntil(table, NOW, month)).toEqual({ first: NOW, last: month, count: 31 * 1440 + 1 });
  expect(occurrencesUntil(table, NOW, month + MINUTE)).toEqual({ first: NOW, last: month + MINUTE });
  expect(occurrencesUntil(table, NOW, NOW + 500 * DAY)).toEqual({ first: NOW, last: NOW + 500 * DAY });
  const ended = cron('* * * * *', { end: NOW + DAY });
  expect(occurrencesUntil(ended, NOW, month)).toEqual({ first: NOW, last: NOW + DAY, count: 1441 });
});

test('the last hundred of an outage are found however long it was', () => {
  const hourly = cron('0 * * * *');
  const last = (until: number) => lastOccurrences(hourly, NOW, until, 100);
  expect(last(NOW + 98 * HOUR)).toHaveLength(99);
  expect(last(NOW + 99 * HOUR)).toHaveLength(100);
  expect(last(NOW + 100 * HOUR)[0]).toBe(NOW + HOUR);
  expect(last(NOW + 500 * DAY).map((at) => at - NOW - 500 * DAY)).toEqual(
    Array.from({ length: 100 }, (_, i) => (i - 99) * HOUR),
  );
  expect(lastOccurrences(every(HOUR, NOW), NOW, NOW + 100 * HOUR, 3)).toEqual(
    [98, 99, 100].map((h) => NOW + h * HOUR),
  );
  expect(lastOccurrences(every(HOUR, NOW), NOW, NOW + HOUR, 3)).toEqual([NOW, NOW + HOUR]);
  expect(lastOccurrences(once(NOW), NOW, NOW + HOUR, 3)).toEqual([NOW]);
  expect(lastOccurrences(hourly, NOW, NOW - 1, 3)).toEqual([]);
  expect(lastOccurrences(hourly, NOW, NOW, 3)).toEqual([NOW]);
  expect(lastOccurrences(hourly, NOW + 1, NOW + HOUR, 3)).toEqual([NOW + HOUR]);
  expect(lastOccurrences(cron('0 * * * *', { end: NOW - 1 }), NOW, NOW + HOUR, 3)).toEqual([]);
});

test('a stretch that ends before its first occurrence, or with it, is that occurrence', () => {
  for (const until of [NOW - 9 * HOUR, NOW - 1, NOW, NOW + 1])
    for (const table of [every(HOUR, NOW), cron('0 * * * *'), once(NOW)])
      expect(occurrencesUntil(table, NOW, until)).toEqual({ first: NOW, last: NOW, count: 1 });
});

test('the last of the occurrences that are walked one by one is the hundredth', () => {
  const table = cron('* * * * *');
  for (const count of [99, 100, 101]) {
    const last = NOW + (count - 1) * MINUTE;
    expect(occurrencesUntil(table, NOW, last)).toEqual({ first: NOW, last, count });
    expect(occurrencesUntil(table, NOW, last + MINUTE - 1)).toEqual({ first: NOW, last, count });
  }
});
