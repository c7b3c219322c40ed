import { ok, runDuctape } from './run-ductape.ts';

const at = Date.UTC(2026, 0, 3, 21);
const point = {
  at,
  dispatched: 4,
  cancelled: 0,
  completed: 3,
  completed_first_try: 2,
  failed: 1,
  retries: 2,
  lag: [
    [4, 3],
    [900, 1],
  ],
};

const queryOf = (url = '') => Object.fromEntries(new URL(url, 'http://localhost').searchParams);

describe('ductape stats', () => {
  test('has a line for each hour or day, and tells the runs of it apart', async () => {
    const groups = { actions: { completed: 3, failed: 1 }, events: { completed: 0, failed: 2 } };
    const series = { by: 'day', points: [{ ...point, groups }] };
    const args = ['stats', '--by', 'day', '--group', 'namespace', '--from', '2026-01-01'];
    const { out, received } = await runDuctape([ok(series)], ...args);
    expect(received[0]?.url).toMatch(/^\/v1\/stats\/series\?/);
    expect(queryOf(received[0]?.url)).toEqual({ by: 'day', group: 'namespace', from: '2026-01-01' });
    expect(out.split('\n')[1]?.split(/ {2,}/)).toEqual([
      '2026-01-03 21:00:00Z',
      ...['4', '3', '2', '1', '2', '4', '900'],
      'actions 3, 1 failed; events 2 failed',
    ]);
  });

  test('by errors says since when all of them are told apart', async () => {
    const series = { by: 'hour', points: [{ ...point, lag: [], groups: {} }], grouped_from: at };
    const { out, received } = await runDuctape([ok(series)], 'stats', '--group', 'error');
    expect(queryOf(received[0]?.url)).toEqual({ group: 'error' });
    expect(out).toMatch(
      / - +- +\nThere were more errors: from 2026-01-03 21:00:00Z on all are told apart\.\n$/,
    );
  });
});

test('ductape calendar shows the runs of each day of a year, and what changes of the clock do', async () => {
  const days = Array.from({ length: 365 }, (_, day) => (day < 31 || day === 364 ? 2 : 0));
  const changes = [{ code: 'DST_GAP', message: 'On 2027-03-14 \u001b[31mthe clocks go' }];
  const calendar = { year: 2027, tz: 'America/New_York', days, changes };
  const args = ['calendar', '--cron', '0 9 * * *', '--tz', 'America/New_York', '--year', '2027'];
  const { out, received } = await runDuctape([ok(calendar)], ...args);
  expect(received[0]).toMatchObject({ method: 'POST', url: '/v1/schedules/calendar' });
  const lines = out.split('\n');
  expect(lines[0]).toContain('ON EACH DAY (America/New_York)');
  expect(lines[1]).toBe(`Jan   62    ${Array(31).fill(2).join(' ')}`);
  expect(lines[2]).toBe(`Feb   0     ${Array(28).fill('·').join(' ')}`);
  expect(lines[12]).toMatch(/^Dec {3}2 .* 2$/);
  expect(out).toContain('64 runs in 2027.\n! DST_GAP: On 2027-03-14 ');
  expect(out).not.toContain('\u001b');
});

test('ductape history shows what came of one occurrence', async () => {
  const id = 'job_01KDVDNA00ABCDEFGHJKMNPQRS';
  const execution = { number: 4, occurrence: at, status: 'completed', attempts: 1, lag_ms: 9 };
  const args = ['history', id, '--occurrence', '2026-01-03T21:00:00Z'];
  const { out, received } = await runDuctape([ok(execution)], ...args);
  expect(received[0]?.url).toBe(`/v1/jobs/${id}/history/2026-01-03T21%3A00%3A00Z`);
  expect(out.split('\n')[1]).toMatch(/^4 +2026-01-03 21:00:00Z +completed +9 ms/);
});

test('ductape upcoming says how many runs there are, and when most of them are', async () => {
  const job = {
    id: 'job_1',
    namespace: 'actions',
    target: 'app:e',
    product: 'shop',
    env: 'dev',
    times: [at],
  };
  const upcoming = {
    ...{ from: at, to: at + 3_600_000, jobs: [job], bucket_ms: 60_000, more: true },
    buckets: [
      [at, 2],
      [at + 120_000, 7],
    ],
  };
  const { out } = await runDuctape([ok(upcoming)], 'upcoming');
  expect(out).toContain('9 runs in all, most from 2026-01-03 21:02:00Z on: 7\nThere may be more jobs.\n');
});
