import { MINUTE } from '../../core/time/units.ts';
import { ok, runDuctape } from './run-ductape.ts';

/** What the clock of the API says, years from that of this machine. */
const NOW = Date.UTC(2040, 0, 1);
const job = { id: 'job_1', status: 'scheduled', created_at: NOW, updated_at: NOW, execution_count: 0 };
const answer = ok({ ...job, jobs: [], from: NOW, job_id: 'job_1', scheduled_at: NOW, count: 0, counts: [] });
const data = '{"product":"shop","env":"dev","app":"a","event":"e","input":{}}';

/** What a command sends after it has asked what time it is. */
async function sent(...args: string[]) {
  const { received } = await runDuctape([answer], ...args);
  const [first, second] = received;
  expect(first).toMatchObject({ url: '/v1/schedules/preview', body: '{"count":1,"schedule":{}}' });
  return { url: String(second?.url), body: JSON.parse(second?.body || '{}') };
}

describe('a moment that is counted from now is counted from the clock of the API', () => {
  test.each<[string[], object]>([
    [
      ['dispatch', 'actions', '--data', data, '--at', '+5m', '--every', '1h', '--end', '+2d'],
      { schedule: { start_at: NOW + 5 * MINUTE, every: 60 * MINUTE, endDate: NOW + 2880 * MINUTE } },
    ],
    [['reschedule', 'job_1', '--at', '+90s'], { start_at: NOW + 90_000 }],
    [['cancel', '--to', '+1ms', '--dry-run'], { to: NOW + 1, dry_run: true }],
  ])('in the body of %j', async (args, body) => {
    expect((await sent(...args)).body).toMatchObject(body);
  });

  test.each<[string[]]>([[['list', '--from', '+1m']], [['stats', '--from', '+1m']]])(
    'in the query of %j',
    async (args) => {
      expect((await sent(...args)).url).toContain(`from=${NOW + MINUTE}`);
    },
  );

  test('as the moment that a preview is of', async () => {
    expect((await sent('preview', '--cron', '0 9 * * *', '--from', '+1d')).body).toMatchObject({
      from: NOW + 1440 * MINUTE,
    });
  });
});

test('the API is not asked for the time where every moment is named', async () => {
  const { received } = await runDuctape(
    [answer],
    'reschedule',
    'job_1',
    '--at',
    '2041-01-01',
    '--end',
    `${NOW}`,
  );
  expect(received.map(({ url }) => url)).toEqual(['/v1/jobs/job_1/reschedule']);
});

test('a duration that is none is refused before the API is asked', async () => {
  const { err, code, received } = await runDuctape([answer], 'reschedule', 'job_1', '--at', '+soon');
  expect({ code, received }).toEqual({ code: 2, received: [] });
  expect(err).toMatch(/expected a duration/);
});

test('a duration without a plus is refused, and told how to be written', async () => {
  const { code, err, received } = await runDuctape([answer], 'list', '--from', '5m');
  expect({ code, received }).toEqual({ code: 2, received: [] });
  expect(err).toContain('begins with a plus: `+5m`');
});

describe('a schedule is declared', () => {
  const body = '{"namespace":"actions","product":"shop","env":"dev","app":"a","event":"e","input":{}}';
  const declared = ok({ name: 'x', outcome: 'created', job });

  test('also by data that have its namespace', async () => {
    const { received } = await runDuctape([declared], 'schedules', 'upsert', 'x', '--data', body);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ namespace: 'actions', event: 'e' });
  });

  test('not without one', async () => {
    const { code, err, received } = await runDuctape([declared], 'schedules', 'upsert', 'x', '--data', data);
    expect({ code, received }).toEqual({ code: 2, received: [] });
    expect(err).toContain('a namespace is missing: actions,');
  });
});
