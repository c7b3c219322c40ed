import type { SchedulePatch } from '../../../contract/schedule.ts';
import { changeSchedule } from '../../../core/schedule/change-schedule.ts';
import type { ParsedSchedule } from '../../../core/schedule/parsed-schedule.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { cron, every, once } from './tables.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const daily = cron('0 9 * * *', { tz: 'Europe/Paris' });

describe('a change of a schedule', () => {
  test('reads moments without an offset by the clocks of the zone that the job has', () => {
    const changed = changeSchedule(daily, { start_at: '2026-07-01T09:00' }, NOW, NOW);
    expect(changed).toEqual({ ok: true, value: { ...daily, start: Date.UTC(2026, 6, 1, 7) } });
  });

  test('reads them by the clocks of the zone that comes with them, and leaves moments alone that stay', () => {
    const begun = { ...daily, start: NOW };
    const changed = changeSchedule(begun, { tz: 'Asia/Tokyo', endDate: '2026-07-02' }, NOW, NOW);
    expect(changed).toEqual({
      ok: true,
      value: { ...begun, tz: 'Asia/Tokyo', end: Date.UTC(2026, 6, 1, 15) },
    });
  });

  test.each([
    ['an interval', every(60_000, NOW)],
    ['a one-time job', once(NOW)],
  ])('reads the new start of %s by the clocks of the zone that comes with it', (_what, schedule) => {
    const changed = changeSchedule(schedule, { start_at: '2030-01-01T09:00', tz: 'Europe/Paris' }, NOW, NOW);
    const at = Date.UTC(2030, 0, 1, 8);
    const value = schedule.kind === 'every' ? { ...schedule, anchor: at } : { ...schedule, at };
    expect(changed).toEqual({ ok: true, value });
  });
});

const bounded = { limit: 9, end: NOW + 48 * HOUR, overlap: 'queue', missed: 'all' } as const;
const began = NOW - 10 * HOUR;
const utc = cron('0 9 * * *', bounded);

test.each<[what: string, from: ParsedSchedule, patch: SchedulePatch, to: ParsedSchedule]>([
  [
    'a limit alone',
    every(MINUTE, began, bounded),
    { limit: 3 },
    every(MINUTE, began, { ...bounded, limit: 3 }),
  ],
  [
    'no limit any more',
    every(MINUTE, began, bounded),
    { limit: null },
    every(MINUTE, began, { ...bounded, limit: undefined as never }),
  ],
  ['another interval on the same grid', every(MINUTE, began), { every: 7000 }, every(7000, began)],
  ['an interval without a beginning', every(MINUTE, began), { start_at: null }, every(MINUTE, NOW + MINUTE)],
  ['an interval with a new beginning', every(MINUTE, began), { start_at: NOW + 5 }, every(MINUTE, NOW + 5)],
  ['an interval for a cron', utc, { every: 5000 }, every(5000, NOW + 5000, bounded)],
  [
    'an interval for a cron, from a moment on',
    utc,
    { every: 5000, start_at: NOW + 5 },
    every(5000, NOW + 5, bounded),
  ],
  ['a cron for an interval', every(MINUTE, began, bounded), { cron: '0 9 * * *' }, utc],
  [
    'another cron',
    { ...daily, start: NOW },
    { cron: '5 9 * * *' },
    { ...daily, start: NOW, cron: '5 9 * * *' },
  ],
  ['another zone by its other name', daily, { timezone: 'Asia/Tokyo' }, { ...daily, tz: 'Asia/Tokyo' }],
  ['a cron whose interval is taken away too', utc, { every: null, limit: 2 }, { ...utc, limit: 2 }],
  ['a cron without a beginning', { ...daily, start: NOW }, { start_at: null }, daily],
  ['the zone UTC for one that is taken away', daily, { tz: null }, cron('0 9 * * *')],
  [
    'one moment for an interval',
    every(MINUTE, began, bounded),
    { every: null, start_at: NOW + 5 },
    once(NOW + 5),
  ],
  ['one moment for a cron', { ...daily, ...bounded }, { cron: null, start_at: NOW + 5 }, once(NOW + 5)],
  ['one moment for an interval, now', every(MINUTE, began, bounded), { every: null }, once(NOW)],
  ['a cron for a moment', once(NOW + HOUR), { cron: '0 9 * * *' }, cron('0 9 * * *')],
  ['another moment', once(NOW + HOUR), { start_at: NOW + 5 }, once(NOW + 5)],
  ['a precision', once(NOW + HOUR), { precision: 'minute' }, { ...once(NOW + HOUR), precision: 'minute' }],
  [
    'an interval whose cron is taken away too',
    every(MINUTE, began),
    { cron: null, limit: 2 },
    every(MINUTE, began, { limit: 2 }),
  ],
])('a change of a schedule gives %s', (_what, from, patch, to) => {
  expect(changeSchedule(from, patch, NOW, NOW)).toEqual({ ok: true, value: to });
});

test('a change leaves what is due alone where the kind stays, and begins now where it does not', () => {
  const ended = cron('* * * * *', { end: NOW - MINUTE });
  const due = NOW - 2 * MINUTE;
  expect(changeSchedule(ended, { limit: 5 }, NOW, due)).toEqual({ ok: true, value: { ...ended, limit: 5 } });
  expect(changeSchedule(ended, { every: 5000 }, NOW, due)).toMatchObject({ ok: false });
});
