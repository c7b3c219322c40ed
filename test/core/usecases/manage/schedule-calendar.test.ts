import type { RequestError } from '../../../../core/errors/request-error.ts';
import { DAY } from '../../../../core/time/units.ts';
import { scheduleCalendar } from '../../../../core/usecases/manage/schedule-calendar.ts';

const NOW = Date.UTC(2027, 0, 1);
const at = (month: number, day: number) => (Date.UTC(2027, month - 1, day) - NOW) / DAY;
const sum = (days: readonly number[]) => days.reduce((total, runs) => total + runs, 0);

describe('the year of a schedule', () => {
  test('has the runs of each day in its zone, and the changes of the clock that touch them', () => {
    const { year, tz, days, changes } = scheduleCalendar(
      { schedule: { cron: '30 2 * * *', tz: 'America/New_York' } },
      NOW + DAY,
    );
    expect([year, tz, days.length]).toEqual([2027, 'America/New_York', 365]);
    expect(days.slice(0, 3)).toEqual([0, 1, 1]);
    expect([days[at(3, 14)], sum(days)]).toEqual([1, 364]);
    expect(changes.map(({ code }) => code)).toEqual(['DST_GAP']);
    const early = scheduleCalendar({ schedule: { cron: '30 1 * * *', tz: 'America/New_York' } }, NOW);
    expect(early.changes).toEqual([]);
    const last = scheduleCalendar(
      { schedule: { cron: '*/30 23 * * *', tz: 'Asia/Dhaka' } },
      Date.UTC(2009, 11, 30),
    );
    expect([last.days.slice(-3), last.changes.map(({ code }) => code)]).toEqual([[0, 2, 4], ['DST_OVERLAP']]);
  });

  test('is of any year, and ends with its limit', () => {
    const weekly = scheduleCalendar({ schedule: { cron: '0 9 * * 1' }, year: 2028 }, NOW);
    expect([weekly.days.length, sum(weekly.days)]).toEqual([366, 52]);
    const few = scheduleCalendar({ schedule: { every: 3_600_000, limit: 30 } }, NOW);
    expect([few.days[0], few.days[1], sum(few.days)]).toEqual([24, 6, 30]);
    const once = scheduleCalendar({ schedule: { start_at: NOW + 9 * DAY } }, NOW);
    expect([once.days[9], sum(once.days)]).toEqual([1, 1]);
    const last = scheduleCalendar({ schedule: { start_at: NOW + 10 * DAY - 1 } }, NOW);
    expect([last.days[9], sum(last.days)]).toEqual([1, 1]);
    expect(sum(scheduleCalendar({ schedule: { cron: '0 9 * * 1' }, year: 2026 }, NOW).days)).toBe(0);
  });

  test.each<[unknown, string[]]>([
    [undefined, ['']],
    [{ schedule: { cron: '0 9 * * 1' }, year: 1 }, ['year']],
    [{ schedule: { cron: 'x' }, year: 2027 }, ['schedule.cron']],
    [{ schedule: { cron: 'x' }, year: 1, more: 1 }, ['more', 'schedule.cron', 'year']],
    [{ schedule: { cron: '0 9 * * 1' }, count: 3, from: 0 }, ['count', 'from']],
  ])('of %j names every mistake', (body, paths) => {
    const issues = () => scheduleCalendar(body, NOW);
    expect(issues).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
    try {
      issues();
    } catch (error) {
      expect((error as RequestError).issues?.map(({ path }) => path).sort()).toEqual(paths);
    }
  });
});
