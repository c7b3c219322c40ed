import { runDuctape } from './run-ductape.ts';

const job_id = 'job_01KDVDNA00ABCDEFGHJKMNPQRS';
const common = { job_id, product: 'shop', env: 'prd', namespace: 'actions', target: 'payments:charge' };
const at = Date.UTC(2026, 0, 3, 21);
const failed = {
  ...common,
  outcome: 'failed',
  at: at + 2000,
  number: 4,
  occurrence: at,
  attempts: 4,
  error: { code: 'TIMEOUT', message: 'no \u001b[31manswer' },
};
const paused = {
  ...common,
  outcome: 'skipped',
  at,
  number: 0,
  occurrence: at,
  attempts: 0,
  reason: 'paused',
};
const answer = (json: object) => ({ status: 200, json });

describe('ductape runs', () => {
  test('lists what went wrong, with the reason, and where the next page begins', async () => {
    const stretch = { ...paused, name: 'nightly', count: 5, detail: 'the database moves' };
    const { out, received } = await runDuctape(
      [answer({ runs: [failed, stretch], cursor: 'c' })],
      'runs',
      ...[
        '--outcome',
        'failed,skipped',
        '--from',
        '2026-01-03T00:00:00Z',
        '--error',
        'TIMEOUT',
        '--product',
        'shop',
      ],
    );
    const url = new URL(received[0]?.url ?? '', 'http://localhost');
    expect(url.pathname).toBe('/v1/runs');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      outcome: 'failed,skipped',
      error: 'TIMEOUT',
      product: 'shop',
    });
    const lines = out.split('\n');
    expect(lines[1]).toMatch(
      /^2026-01-03 21:00:02Z +failed +job_\w+ +payments:charge +shop\/prd +2026-01-03 21:00:00Z +TIMEOUT: no /,
    );
    expect(lines[2]).toMatch(/skipped +job_\w+ +nightly .* paused x5 the database moves$/);
    expect(out).toContain('More: --cursor c');
    expect(out).not.toContain('\u001b');
  });

  test('says that nothing went wrong', async () => {
    expect((await runDuctape([answer({ runs: [] })], 'runs')).out).toBe('Nothing went wrong.\n');
  });

  test('refuses an outcome that there is not', async () => {
    expect(await runDuctape([answer({ runs: [] })], 'runs', '--outcome', 'completed')).toMatchObject({
      code: 2,
      received: [],
    });
  });

  test('prints the page for programs', async () => {
    const { out } = await runDuctape([answer({ runs: [failed] })], 'runs', '--json');
    expect(JSON.parse(out)).toEqual({ runs: [failed] });
  });
});
