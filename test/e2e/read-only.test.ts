import { createProgram } from '../../cli/program.ts';
import { Ductape } from '../../sdk/index.ts';
import { tokenOf } from '../token.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const LOOKS = { sub: 'anna', products: '*', access: 'read' };
const as = (claims: Record<string, unknown>) =>
  new Ductape({ endpoint: world.cloud.url, token: tokenOf(claims), product: 'shop', env: 'dev' });
const later = { app: 'app', event: 'ok', input: {}, schedule: { start_at: Date.now() + 9_000_000 } };

describe('a token that may only look', () => {
  test('sees jobs and previews schedules, and every change by it is refused', async () => {
    const { job_id: id } = await world.ductape.actions.dispatch(later);
    const { actions, jobs, schedules } = as(LOOKS);
    expect((await jobs.get(id)).id).toBe(id);
    expect((await jobs.list()).jobs).toHaveLength(1);
    expect((await jobs.preview({ cron: '0 9 * * *' })).recurring).toBe(true);
    const changes = [
      () => actions.dispatch(later),
      () => jobs.pause(id),
      () => jobs.delete(id),
      () => jobs.pauseMany({ dry_run: true }),
      () => jobs.pauseAll({ reason: 'x' }),
      () =>
        jobs.setWebhook({
          url: 'https://example.com',
          events: ['job.failed'],
          secret: 'a secret of the test',
        }),
      () => schedules.delete('none'),
    ];
    for (const change of changes)
      await expect(change()).rejects.toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await jobs.get(id)).status).toBe('scheduled');
    const { jobs: may } = as({ ...LOOKS, access: ['read', 'write'] });
    expect((await may.pause(id)).status).toBe('paused');
  });

  test('is told who it is and what it may do, as every caller is', async () => {
    expect(await as(LOOKS).me()).toEqual({
      actor: 'anna',
      via: 'token',
      may: { read: true, write: false },
      scopes: [
        { product: 'shop', env: 'dev' },
        { product: 'shop', env: 'stg' },
      ],
      now: expect.any(Number),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      retention_days: 90,
    });
    expect((await as({ ...LOOKS, products: ['shop/dev'] }).me()).scopes).toHaveLength(1);
    expect(await world.ductape.me()).toMatchObject({ actor: 'local', may: { write: true } });
  });

  test('is what the command line sends, and says', async () => {
    process.env['DUCTAPE_TOKEN'] = tokenOf(LOOKS);
    let out = '';
    const print = (text: string) => {
      out += `${text}\n`;
    };
    const io = { out: print, err: () => undefined, isTerminal: false };
    try {
      const call = (...args: string[]) =>
        createProgram(io).parseAsync(['--endpoint', world.cloud.url, ...args], { from: 'user' });
      await call('whoami');
      expect(out).toMatch(/^actor +anna \(token\)$/m);
      expect(out).toMatch(/^may change +no$/m);
      expect(out).toMatch(/^sees +shop\/dev shop\/stg$/m);
      await expect(call('pause-all', '--reason', 'x', '--yes')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    } finally {
      delete process.env['DUCTAPE_TOKEN'];
    }
  });
});
