import { runDuctape } from './run-ductape.ts';

const since = Date.UTC(2026, 0, 1, 9);
const hold = { product: 'shop', env: 'prd', reason: 'the database moves', since };
const SCOPE = ['--product', 'shop', '--env', 'prd'] as const;
const answer = (json: object) => ({ status: 200, json });

const sentBy = ({ received }: Awaited<ReturnType<typeof runDuctape>>) =>
  received.map(({ method, url, body }) => [`${method} ${url}`, body === '' ? undefined : JSON.parse(body)]);

describe('ductape pause-all', () => {
  test('pauses all jobs of the product and env, and says how that ends', async () => {
    const said = await runDuctape(
      [answer({ ...hold, until: since + 3_600_000 })],
      'pause-all',
      ...SCOPE,
      '--reason',
      hold.reason,
      '--until',
      '2026-01-01T10:00:00Z',
      '--yes',
    );
    expect(sentBy(said)).toEqual([
      [
        'POST /v1/jobs/pause-all',
        expect.objectContaining({ product: 'shop', env: 'prd', reason: hold.reason }),
      ],
    ]);
    expect(said.out).toBe(
      'Paused all jobs of shop in prd. It ends at 2026-01-01 10:00:00Z, or by resume-all.\n',
    );
  });

  test('changes nothing where there is no terminal to ask at', async () => {
    const said = await runDuctape([answer(hold)], 'pause-all', '--reason', 'test');
    expect(said).toMatchObject({ code: 2, received: [] });
    expect(said.err).toContain('Pause all jobs of all products in all envs?');
  });

  test('needs a reason', async () => {
    const said = await runDuctape([answer(hold)], 'pause-all', ...SCOPE, '--yes');
    expect(said.received).toEqual([]);
    expect(said.err).toContain('--reason');
  });
});

test('ductape resume-all tells what is still held', async () => {
  const said = await runDuctape(
    [answer({ holds: [hold] })],
    'resume-all',
    ...SCOPE,
    '--namespace',
    'actions',
    '--yes',
  );
  const body = { product: 'shop', env: 'prd', namespace: 'actions' };
  expect(sentBy(said)).toEqual([['POST /v1/jobs/resume-all', body]]);
  expect(said.out).toContain(
    'No pause-all of all jobs of actions of shop in prd is in force any more.\nHeld there still, by others',
  );
  expect(said.out).toContain('shop/prd  *          2026-01-01 09:00:00Z  -      -   the database moves');
});

test('ductape holds lists what is held, and why', async () => {
  const told = async (plan: object) => (await runDuctape([answer(plan)], 'holds')).out;
  expect(await told({ holds: [hold], planned: [] })).toContain('the database moves');
  expect(await told({ holds: [], planned: [] })).toBe('Nothing is held.\n');
  expect(await told({ holds: [], planned: [{ ...hold, reason: 'the night' }] })).toMatch(
    /^Nothing is held\.\nMaintenance to come:\n.*\n.* the night\n$/,
  );
});
