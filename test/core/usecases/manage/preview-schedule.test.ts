import type { Issue } from '../../../../contract/errors.ts';
import type { Schedule } from '../../../../contract/schedule.ts';
import { RequestError } from '../../../../core/errors/request-error.ts';
import { priceOf } from '../../../../core/schedule/price.ts';
import { previewSchedule } from '../../../../core/usecases/manage/preview-schedule.ts';

const NOW = Date.UTC(2026, 2, 28, 12);
const NEAR = 900_000;
const preview = (schedule: Schedule, rest: object = {}) => previewSchedule({ schedule, ...rest }, NOW, NEAR);

function issuesOf(body: unknown): Issue[] {
  try {
    previewSchedule(body, NOW, NEAR);
  } catch (error) {
    if (error instanceof RequestError) return error.issues ?? [];
    throw error;
  }
  return [];
}

describe('a preview', () => {
  test('lists the next occurrences in ms, UTC and local time, across a gap', () => {
    const { occurrences, tz } = preview({ cron: '30 2 * * *', tz: 'Europe/Paris' }, { count: 2 });
    expect(tz).toBe('Europe/Paris');
    expect(occurrences).toEqual([
      { at: Date.UTC(2026, 2, 29, 1), utc: '2026-03-29T01:00:00Z', local: 'Sun 2026-03-29 03:00:00 +02:00' },
      {
        at: Date.UTC(2026, 2, 30, 0, 30),
        utc: '2026-03-30T00:30:00Z',
        local: 'Mon 2026-03-30 02:30:00 +02:00',
      },
    ]);
  });

  test('lists ten unless told otherwise, and looks ahead from another moment if asked', () => {
    expect(preview({ every: 1000 }).occurrences).toHaveLength(10);
    const { from, occurrences } = preview({ every: 1000 }, { count: 1, from: '2030-01-01T00:00:00Z' });
    expect([from, occurrences[0]?.at]).toEqual([Date.UTC(2030, 0, 1), Date.UTC(2030, 0, 1)]);
  });

  test.each<[Schedule, string, string]>([
    [{ cron: '0 9 * * *', limit: 2 }, 'limit', '2026-03-30T09:00:00Z'],
    [{ cron: '0 9 * * *', endDate: '2026-03-30T09:00:00Z' }, 'endDate', '2026-03-30T09:00:00Z'],
    [{ cron: '0 9 * * *', endDate: '2026-03-30T08:59:59Z', limit: 9 }, 'endDate', '2026-03-29T09:00:00Z'],
    [{ every: 60_000, limit: 3, endDate: '2027-01-01' }, 'limit', '2026-03-28T12:02:00Z'],
    [{ cron: '0 0 9 31 12 * 2026,2027' }, 'cron', '2027-12-31T09:00:00Z'],
  ])('marks the last occurrence of %j: %s', (schedule, by, utc) => {
    const { occurrences, ends } = preview(schedule);
    expect(occurrences.at(-1)).toMatchObject({ ends_by: by, utc });
    expect(occurrences.filter(({ ends_by }) => ends_by !== undefined)).toHaveLength(1);
    expect(ends).toMatchObject({ by, utc });
  });

  test('names the last occurrence also where it is too far to be listed', () => {
    const { occurrences, ends } = preview({ cron: '* * * * * *', limit: 10_000_000 });
    expect(occurrences.some(({ ends_by }) => ends_by)).toBe(false);
    expect(ends).toMatchObject({ by: 'limit', at: NOW + 9_999_999_000 });
    const may = preview({ cron: '* * * * 5 *', endDate: '2034-12-15' });
    expect(may.ends).toMatchObject({ by: 'endDate', utc: '2034-05-31T23:59:59Z' });
    const leap = preview({ cron: '0 0 29 2 *', tz: 'Europe/Paris', endDate: '2035-01-01' });
    expect(leap.ends).toMatchObject({ by: 'endDate', local: 'Sun 2032-02-29 00:00:00 +01:00' });
  });

  test.each<[Schedule, object]>([
    [
      { cron: '0 9 * * 1', tz: 'America/New_York' },
      { by: 'native', expressions: ['cron(0 9 ? * 2 *)'], timezone: 'America/New_York' },
    ],
    [
      { cron: '0 9 1 * MON' },
      { by: 'native', expressions: ['cron(0 9 1 * ? *)', 'cron(0 9 ? * 2 *)'], timezone: 'UTC' },
    ],
    [{ cron: '*/10 * * * * *' }, { by: 'coarse', expressions: ['rate(1 hour)'] }],
    [{ every: 7_200_000 }, { by: 'native', expressions: ['rate(2 hours)'] }],
    [
      { start_at: NOW + 3_600_000 },
      { by: 'one-time', expressions: ['at(2026-03-28T12:58:30)'], timezone: 'UTC' },
    ],
    [{ start_at: NOW + 60_000 }, { by: 'queue', expressions: [] }],
  ])('says what carries %j', (schedule, transport) => {
    expect(preview(schedule).transport).toEqual(transport);
  });

  test.each<[Schedule, runs: number, wakeUps: number]>([
    // A far occurrence has its own wake-up beside the tick.
    [{ cron: '0 9 * * *' }, 30, 60],
    [{ cron: '* * * * *' }, 43_200, 720],
    [{ cron: '* * * * * *' }, 2_592_000, 720],
    [{ cron: '0 9 * * *', limit: 5 }, 5, 10],
    [{ cron: '0 9 * * *', endDate: '2026-03-30' }, 1, 2],
    [{ every: 10_000 }, 259_200, 720],
    // One of nine comes long after the one before.
    [{ cron: '*/10 9 * * *' }, 180, 210],
    [{ cron: '0 0 1 1 *' }, 0, 0],
    // An occurrence that is at most fifteen minutes behind the one before needs no wake-up of its own.
    [{ every: 900_000 }, 2880, 720],
    [{ every: 960_000 }, 2700, 3420],
    [{ cron: '*/15 9 * * *' }, 120, 150],
    [{ cron: '0,16 9 * * *' }, 60, 120],
    [{ cron: '0 9 * * *', precision: 'minute' }, 30, 30],
    [{ cron: '*/30 0 9 * * *' }, 60, 720 - 21 + 30],
    // The coarse tick continues from the first occurrence.
    [{ cron: '0 0 LW * *' }, 1, 661],
  ])('prices the next 30 days of %j by its runs and what wakes them', (schedule, runs, ticks) => {
    const { price } = preview(schedule);
    expect(price).toMatchObject({ runs, ticks });
    expect(price.usd).toBeCloseTo(runs * priceOf('run') + ticks * priceOf('wakeUp'), 2);
  });

  test('prices minute precision lower, as nothing is waited for, and a one-time job as one', () => {
    const daily = { cron: '0 9 * * *' };
    expect(preview({ ...daily, precision: 'minute' }).price.usd).toBeLessThan(preview(daily).price.usd);
    expect(preview({}).price).toMatchObject({
      runs: 1,
      ticks: 0,
      usd: Number(priceOf('oneTime').toPrecision(4)),
    });
  });

  test.each([
    [0, 0],
    [NEAR, 0],
    [NEAR + 1, 1],
  ])('prices a one-time job %d ms away with %d wake-ups', (ahead, ticks) => {
    expect(preview({ start_at: NOW + ahead }).price).toMatchObject({ runs: 1, ticks });
  });

  test('says what its price is made of', () => {
    expect(preview({ cron: '0 9 * * *' }).price.basis).toContain(
      'Runs in the next 30 days: 30 at $10.3 per million; wake-ups by EventBridge: 60 at $2.9 per million;',
    );
  });

  test('of a one-time schedule has one occurrence', () => {
    const { recurring, occurrences, ends, warnings } = preview({ start_at: '2026-04-01T10:00:00+02:00' });
    expect({ recurring, ends, warnings }).toEqual({ recurring: false, ends: undefined, warnings: [] });
    expect(occurrences.map(({ utc }) => utc)).toEqual(['2026-04-01T08:00:00Z']);
  });

  test.each<[unknown, string[]]>([
    [undefined, ['']],
    [{}, ['schedule']],
    [null, ['']],
    [[], ['']],
    [{ schedule: 'daily' }, ['schedule']],
    [{ schedule: null }, ['schedule']],
    [{ schedule: {}, count: 0, from: 5 }, ['count', 'from']],
    [
      { schedule: { cron: '61 * * * *', tz: 'Mars/Base' }, count: 101, form: 1 },
      ['count', 'form', 'schedule.cron', 'schedule.tz'],
    ],
    [{ schedule: { evry: 1000 }, from: 'soon' }, ['from', 'schedule.evry']],
    [{ schedule: { cron: '0 0 31 2 *' } }, ['schedule.cron']],
    [{ schedule: { cron: '0 0 0 1 1 * 2027' }, from: '2028-01-01' }, ['schedule.cron']],
  ])('refuses %j and names every mistake', (body, paths) => {
    expect(
      issuesOf(body)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(paths);
  });

  test('suggests the name that was meant', () => {
    expect(issuesOf({ schedule: { evry: 1000 } })[0]?.message).toContain('did you mean "every"?');
    expect(issuesOf({ schedule: {}, cont: 3 })[0]?.message).toContain('did you mean "count"?');
  });
});
