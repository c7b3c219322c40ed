import { create } from '../../../core/jobs/create.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { cron, every, once } from '../schedule/tables.ts';
import { ID, NOW, TIMEOUT } from './rows.ts';

const base = {
  id: ID,
  product: 'shop',
  env: 'dev',
  namespace: 'actions',
  target: 'app:event',
  timeout: TIMEOUT,
} as const;
const make = (schedule: Parameters<typeof create>[0]['schedule']) =>
  create({ ...base, schedule, retry: { retries: 2 } }, NOW);
const aimAt = (occurrence: number) => ({
  type: 'arm',
  at: occurrence,
  wake: { kind: 'timer', job_id: ID, gen: 1, armed_at: NOW, occurrence },
});

describe('creating a job', () => {
  test('that runs now makes a queued one, armed before the row is committed', () => {
    const { before, row, after } = make(once(NOW));
    expect(before).toEqual([aimAt(NOW)]);
    expect(after).toEqual([]);
    expect(row).toEqual({
      ...base,
      did: { events: [{ event: 'job.scheduled' }] },
      schedule: once(NOW),
      retry: { retries: 2 },
      status: 'queued',
      version: 1,
      gen: 1,
      scheduled_at: NOW,
      created_at: NOW,
      updated_at: NOW,
      next_run_at: NOW,
      execution_count: 0,
      succeeded: 0,
      failed: 0,
      runs: [],
      retry_count: 0,
    });
  });

  test('that runs later makes a scheduled one', () => {
    const { before, row } = make(once(NOW + HOUR));
    expect(before).toEqual([aimAt(NOW + HOUR)]);
    expect(row).toMatchObject({ status: 'scheduled', scheduled_at: NOW + HOUR, next_run_at: NOW + HOUR });
  });

  test('that recurs says that the command which made it made its first version', () => {
    const asked = { actor: 'a caller', via: 'token' } as const;
    const { row } = create({ ...base, schedule: every(MINUTE, NOW), retry: { retries: 0 }, asked }, NOW);
    expect(row.commanded).toEqual({ version: row.version, count: 1 });
  });

  test('that recurs arms its tick and its first occurrence before the row is committed', () => {
    const schedule = every(MINUTE, NOW + 5 * MINUTE);
    const { before, row, after } = make(schedule);
    expect(before).toEqual([{ type: 'arm-tick', schedule, from: NOW + 5 * MINUTE }, aimAt(NOW + 5 * MINUTE)]);
    expect(row).toMatchObject({ status: 'scheduled', next_run_at: NOW + 5 * MINUTE });
    expect(after).toEqual([]);
  });

  test('that recurs from now on is scheduled too, and due at once', () => {
    expect(make(every(MINUTE, NOW)).row).toMatchObject({ status: 'scheduled', next_run_at: NOW });
  });

  test('anchored in the past begins with the next occurrence on its grid', () => {
    expect(make(every(HOUR, NOW - 90 * MINUTE)).row.next_run_at).toBe(NOW + 30 * MINUTE);
  });

  test('to the minute leaves the firing to the tick, where EventBridge can say it', () => {
    const types = (schedule: Parameters<typeof make>[0]) => make(schedule).before.map(({ type }) => type);
    expect(types(cron('0 9 * * *', { precision: 'minute' }))).toEqual(['arm-tick']);
    expect(types(every(MINUTE, NOW + MINUTE, { precision: 'minute' }))).toEqual(['arm-tick']);
    expect(types(cron('0 0 LW * *', { precision: 'minute' }))).toEqual(['arm-tick', 'arm']);
    expect(types(every(MINUTE, NOW, { precision: 'minute' }))).toEqual(['arm-tick', 'arm']);
    expect(types({ ...once(NOW + HOUR), precision: 'minute' })).toEqual(['arm']);
  });
});
