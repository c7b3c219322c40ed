import { runDuctape } from './run-ductape.ts';

const JOB = 'job_01KDVDNA00ABCDEFGHJKMNPQRS';
const at = Date.UTC(2026, 0, 1, 9);
const answer = (json: object) => ({ status: 200, json });
const entry = {
  id: `${JOB}.3`,
  at,
  actor: 'arn:aws:sts::123456789012:assumed-role/operators/anna',
  via: 'iam',
  address: '203.0.113.9',
  command: 'reschedule',
  product: 'shop',
  env: 'prd',
  job_id: JOB,
  before: { cron: '0 8 * * *', next_run_at: at },
  after: { cron: '0 9 * * *', next_run_at: at + 3_600_000 },
  reason: 'later \u001b[31mred',
  undo: { command: 'reschedule' },
};

describe('ductape audit', () => {
  test('shows who changed what of a product and env, and how it is undone', async () => {
    const said = await runDuctape(
      [answer({ entries: [entry], cursor: 'more' })],
      'audit',
      ...['--product', 'shop', '--env', 'prd', '--actor', 'anna', '--from', '2026-01-01', '--limit', '5'],
    );
    expect(said.received[0]?.url).toBe('/v1/audit?actor=anna&from=2026-01-01&limit=5&product=shop&env=prd');
    expect(said.out).toContain(
      '2026-01-01 09:00:00Z  arn:aws:sts::123456789012:assumed-role/operators/anna (iam)',
    );
    expect(said.out).toContain(
      'cron 0 8 * * * → 0 9 * * *, next_run_at 2026-01-01 09:00:00Z → 2026-01-01 10:00:00Z',
    );
    expect(said.out).toContain(`ductape undo ${JOB}.3`);
    expect(said.out).toContain('More: --cursor more');
    expect(said.out).not.toContain('\u001b');
  });

  test('shows the commands on one job, and which of them cannot be undone any more', async () => {
    const undo = { command: 'reschedule', still_possible: false, why_not: 'changed since' };
    const said = await runDuctape([answer({ entries: [{ ...entry, undo }] })], 'audit', JOB);
    expect(said.received[0]?.url).toBe(`/v1/jobs/${JOB}/audit?limit=50`);
    expect(said.out).toContain('not any more');
    expect((await runDuctape([answer({ entries: [] })], 'audit', JOB)).out).toBe('No commands.\n');
  });

  test('takes a job or a filter, not both', async () => {
    const said = await runDuctape([answer({ entries: [] })], 'audit', JOB, '--actor', 'anna');
    expect(said).toMatchObject({ code: 2, received: [] });
  });
});

test('ductape undo sends the reason, and shows the job', async () => {
  const job = {
    id: JOB,
    status: 'scheduled',
    namespace: 'actions',
    product: 'shop',
    env: 'prd',
    cron: '0 8 * * *',
  };
  const said = await runDuctape([answer(job)], 'undo', `${JOB}.3`, '--reason', 'a slip', '--json');
  expect(said.received[0]).toMatchObject({
    method: 'POST',
    url: `/v1/audit/${JOB}.3/undo`,
    body: '{"reason":"a slip"}',
  });
  expect(said.out).toContain(JOB);
});

test.each(['pause', 'resume', 'trigger', 'retry', 'cancel'])('ductape %s takes a reason', async (name) => {
  const job = { id: JOB, status: 'scheduled', namespace: 'actions', product: 'shop', env: 'prd' };
  const said = await runDuctape([answer(job)], name, JOB, '--reason', 'why');
  const body = JSON.parse(said.received[0]?.body ?? '');
  expect(body).toMatchObject({ reason: 'why' });
  // A trigger whose answer is lost is sent again.
  expect(Object.keys(body)).toEqual(name === 'trigger' ? ['idempotency_key', 'reason'] : ['reason']);
});
