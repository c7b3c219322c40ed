import { create } from '../../../core/jobs/create.ts';
import { cron, every, once } from '../schedule/tables.ts';
import { HOUR, ID, MINUTE, NOW, TIMEOUT } from './rows.ts';

const base = {
  id: ID,
  product: 'shop',
  env: 'dev',
  namespace: 'actions',
  target: 'app:event',
  timeout: TIMEOUT,
} as const;
const make = (table: Parameters<typeof create>[0]['table']) =>
  create({ ...base, table, retry: { retries: 2 } }, NOW);
const aimAt = (occurrence: number) => ({
  type: 'arm',
  at: occurrence,
  wake: { kind: 'aim', job_id: ID, gen: 1, armed_at: NOW, occurrence },
});

describe('creating a job', () => {
  test('that runs now makes a queued one, armed before the row is committed', () => {
    const { before, row, after } = make(once(NOW));
    expect(before).toEqual([aimAt(NOW)]);
    expect(after).toEqual([]);
    expect(row).toEqual({
      ...base,
      table: once(NOW),
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

  test('that recurs arms its beat and its first occurrence before the row is committed', () => {
    const table = every(MINUTE, NOW + 5 * MINUTE);
    const { before, row, after } = make(table);
    expect(before).toEqual([{ type: 'arm-beat', table, from: NOW + 5 * MINUTE }, aimAt(NOW + 5 * MINUTE)]);
    expect(row).toMatchObject({ status: 'scheduled', next_run_at: NOW + 5 * MINUTE });
    expect(after).toEqual([]);
  });

  test('that recurs from now on is scheduled too, and due at once', () => {
    expect(make(every(MINUTE, NOW)).row).toMatchObject({ status: 'scheduled', next_run_at: NOW });
  });

  test('anchored in the past begins with the next occurrence on its grid', () => {
    expect(make(every(HOUR, NOW - 90 * MINUTE)).row.next_run_at).toBe(NOW + 30 * MINUTE);
  });

  test('to the minute leaves the firing to the beat, where EventBridge can say it', () => {
    const types = (table: Parameters<typeof make>[0]) => make(table).before.map(({ type }) => type);
    expect(types(cron('0 9 * * *', { precision: 'minute' }))).toEqual(['arm-beat']);
    expect(types(every(MINUTE, NOW + MINUTE, { precision: 'minute' }))).toEqual(['arm-beat']);
    expect(types(cron('0 0 LW * *', { precision: 'minute' }))).toEqual(['arm-beat', 'arm']);
    expect(types(every(MINUTE, NOW, { precision: 'minute' }))).toEqual(['arm-beat', 'arm']);
    expect(types({ ...once(NOW + HOUR), precision: 'minute' })).toEqual(['arm']);
  });
});
