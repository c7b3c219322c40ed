import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf, explain } from '../../cli/failure.ts';
import { createProgram } from '../../cli/program.ts';
import { HOUR } from '../../core/time/units.ts';
import type { DispatchResult, Job } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

/** Runs the command line as a terminal would; what it wrote, and its exit code. */
async function ductape(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  const said = { out: '', err: '', code: 0 };
  const io = {
    out: (text: string) => {
      said.out += `${text}\n`;
    },
    err: (text: string) => {
      said.err += text;
    },
    isTerminal: true,
  };
  try {
    await createProgram(io).parseAsync(['--endpoint', world.cloud.url, ...args], { from: 'user' });
  } catch (error) {
    said.err += explain(error);
    said.code = exitCodeOf(error);
  }
  return said;
}

const json = async (...args: string[]) => JSON.parse((await ductape('--json', ...args)).out);
const data = JSON.stringify({ product: 'shop', env: 'dev', app: 'app', event: 'ok', input: { body: {} } });
const dispatch = async (...args: string[]): Promise<string> => {
  const { job_id }: DispatchResult = await json('dispatch', 'actions', '--data', data, ...args);
  return job_id;
};

describe('ductape', () => {
  test('dispatches a job with a schedule, and shows it in a table, as a card and as JSON', async () => {
    const id = await dispatch('--cron', '0 9 * * 1', '--tz', 'Europe/Paris', '--limit', '3');
    const { out } = await ductape('list', '--status', 'scheduled', '--recurring');
    expect(out).toMatch(/^ID +STATUS +NAMESPACE +TARGET +PRODUCT +WHEN +RUNS +LAST RUN +NEXT\n/);
    expect(out).toMatch(
      new RegExp(`${id} +scheduled +actions +app:ok +shop/dev +0 9 \\* \\* 1 Europe/Paris +0/3 +- `),
    );
    expect((await ductape('list', '--target', 'app:ok')).out).toContain(id);
    expect((await ductape('list', '--target', 'app:other')).out).toBe('No jobs.\n');
    expect((await ductape('list', '--failing', '--target', 'app:ok')).out).toBe('No jobs.\n');
    expect((await ductape('get', id)).out).toMatch(/^cron +0 9 \* \* 1$/m);
    expect(await json('get', id)).toMatchObject({ id, limit: 3 });
  });

  test('watches a job until it has ended', async () => {
    const id = await dispatch('--every', '1s', '--limit', '2', '--at', '+1s');
    const { out, code } = await ductape('watch', id, '--interval', '200');
    expect(code).toBe(0);
    expect(out).toMatch(/run 1 completed .*\n(.*\n)*.*run 2 completed .*\n(.*\n)*.*job is completed/);
    expect((await ductape('history', id)).out).toMatch(/^2 runs, 2 completed, 0 failed\n/);
  }, 30_000);

  test('pauses, reschedules, resumes, triggers and cancels a job', async () => {
    const id = await dispatch('--at', '+1d', '--key', 'once');
    expect(await dispatch('--at', '+1d', '--key', 'another')).not.toBe(id);
    const statusAfter = async (...args: string[]) => ((await json(...args)) as Job).status;
    expect(await statusAfter('pause', id)).toBe('paused');
    const moved: Job = await json('reschedule', id, '--every', '2h', '--limit', '7', '--at', '+1d');
    expect(moved).toMatchObject({ status: 'paused', every: 2 * HOUR, limit: 7 });
    expect(await json('reschedule', id, '--without', 'limit')).not.toHaveProperty('limit');
    expect(await statusAfter('resume', id)).toBe('scheduled');
    expect((await ductape('trigger', id)).code).toBe(0);
    await until('the run', () => world.callsOf(id)[0]);
    await until('its end', async () => ((await json('get', id)) as Job).status === 'scheduled');
    expect(await json('cancel', id, '--reason', 'enough')).toMatchObject({
      status: 'cancelled',
      reason: 'enough',
    });
    expect((await ductape('delete', id)).out).toBe('1 deleted\n');
  }, 30_000);

  test('dispatches the lines of a file, once however often it is run with a key', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'e2e-cli-'));
    const file = join(directory, 'jobs.ndjson');
    const line = (event: string) =>
      JSON.stringify({ namespace: 'actions', app: 'app', event, input: { body: {} } });
    await writeFile(file, [line('fail'), line('okk'), line('fail')].join('\n'));
    const again = async () =>
      await ductape(
        'dispatch',
        '--product',
        'shop',
        '--env',
        'stg',
        '--file',
        file,
        '--key',
        'import',
        '--at',
        '2099-01-01T00:00:00Z',
      );
    const { out, err, code } = await again();
    expect([out, code]).toEqual(['Dispatched 2 jobs.\n', 1]);
    expect(err).toMatch(/jobs\.ndjson:2: 404 NOT_FOUND: .*did you mean "ok"\?/);
    expect((await again()).out).toBe('Dispatched 2 jobs.\n');
    const list = async () => (await json('list', '--env', 'stg', '--target', 'app:fail')).jobs.length;
    await until('both to be listed', async () => (await list()) > 0, 5000);
    expect(await list()).toBe(2);
    await rm(directory, { recursive: true });
  });

  test('counts, then changes many jobs, with a bar', async () => {
    const made = await Promise.all(Array.from({ length: 30 }, () => dispatch('--at', '+2d')));
    const filter = ['--product', 'shop', '--env', 'dev', '--status', 'scheduled', '--no-recurring'];
    const counted = await ductape('cancel', ...filter, '--dry-run');
    const count = Number(/Would cancel (\d+) one-time jobs of shop in dev/.exec(counted.out)?.[1]);
    expect(count).toBeGreaterThanOrEqual(made.length);
    expect(counted.out).toMatch(new RegExp(`shop +dev +scheduled +${count}\n`));
    const done = await ductape('cancel', ...filter, '--yes');
    expect(done.out).toBe(`Cancelled ${count} one-time jobs of shop in dev that are scheduled.\n`);
    expect(done.err).toContain(`[${'#'.repeat(30)}] ${count}/${count}`);
  }, 30_000);

  test('resumes with others what was paused with others, and by its id what was paused by its id', async () => {
    const [own, other] = [await dispatch('--every', '1d'), await dispatch('--every', '1d')];
    const shop = ['--product', 'shop', '--env', 'dev', '--recurring', '--yes'];
    const pausedBy = async (id: string) => ((await json('get', id)) as Job).paused_by;
    await ductape('pause', own);
    expect((await ductape('pause', ...shop)).code).toBe(0);
    expect([await pausedBy(own), await pausedBy(other)]).toEqual(['hand', 'bulk']);
    expect((await ductape('resume', ...shop)).code).toBe(0);
    expect([await pausedBy(own), await pausedBy(other)]).toEqual(['hand', undefined]);
    await ductape('resume', ...shop, '--include-paused-by-hand');
    expect(await pausedBy(own)).toBeUndefined();
    expect((await ductape('cancel', own, other)).code).toBe(0);
  }, 30_000);

  test.each<[string[], number, RegExp]>([
    [['get', 'job_00000000000000000000000000'], 3, /There is no job/],
    [['get', 'nonsense'], 2, /expected job_ and an id/],
    [['lst'], 2, /Did you mean list/],
    [['cancel'], 2, /cancel needs the ids of jobs, or says which are meant/],
    [['pause', '--all'], 2, /There is no terminal to ask at: say --yes/],
    [['trigger'], 2, /needs the id of a job/],
    [['dispatch', 'actions'], 2, /--data or --file/],
    [['dispatch', 'actions', '--data', '{'], 2, /not JSON/],
    [['dispatch', 'actions', '--data', data, '--every', '5 parsecs'], 2, /expected a duration/],
    [['dispatch', 'actions', '--data', data, '--cron', '* * *'], 2, /schedule\.cron/],
    [['list', '--status', 'schedulled'], 2, /expected one of scheduled/],
    [['--product', 'shp', 'stats'], 3, /unknown product "shp"; did you mean "shop"/],
    [['--product', 'shop', '--env', 'prod', 'list'], 3, /unknown env of shop "prod"/],
    [['--endpoint', 'http://127.0.0.1:1', 'list'], 5, /Is the endpoint right/],
    [['apply', '--dry-run', '--config', 'nothing.json'], 2, /Cannot read the config/],
  ])('%j ends with %d and says why', async (args, code, why) => {
    const said = await ductape(...args);
    expect(said.code).toBe(code);
    expect(said.err).toMatch(why);
  });

  test('resumes nothing that is not paused, and says what can be: exit code 4', async () => {
    const said = await ductape('resume', await dispatch('--at', '+1d'));
    expect(said).toMatchObject({
      code: 4,
      err: expect.stringMatching(/scheduled cannot become resumed; one that is paused can/),
    });
  });

  test('shows what a config declares without deploying it', async () => {
    const { resources, secrets } = await json('apply', '--dry-run');
    expect(resources).toContainEqual({ path: 'products.shop.envs.dev.actions.payments', provider: 'http' });
    expect(secrets).toBeInstanceOf(Array);
    expect((await ductape('apply', '--dry-run')).out).toMatch(/^RESOURCE +PROVIDER\n/);
  });
});
