import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Ductape } from '../../../sdk/index.ts';
import { startHttpServer } from '../../http-server.ts';
import { until } from '../../until.ts';
import { createSite, isAlive, type StartedProcess } from './start-process.ts';

/** The bound that `npm start` promises, and room for a busy machine. */
const START_MS = 20_000;
/** The environments and the engine notice the death of their host by themselves. */
const ORPHANS_MS = 5_000;

const ORDER = { broker: 'orders', event: 'created', input: { message: { order: 1 } } } as const;
const clientOf = (endpoint: string) => new Ductape({ endpoint, product: 'shop', env: 'dev' });
const runsOf = (job: string, { lines }: StartedProcess) =>
  lines.filter((line) => line.includes(job) && line.includes('completed'));

async function noneOf(pids: number[]): Promise<void> {
  const isGone = async (pid: number) => !(await isAlive(pid));
  for (const pid of pids) await until(`process ${pid} to end`, () => isGone(pid), ORPHANS_MS);
}

describe('npm start', () => {
  let site: Awaited<ReturnType<typeof createSite>>;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(async () => {
    await site.cleanUp();
  });

  test(
    'runs jobs, and after a kill -9 leaves no process behind and carries on with those still scheduled',
    async () => {
      const first = site.start('--port', '0');
      const url = await first.listening;
      const health = await fetch(`${url}/v1/health`);
      expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);

      const now = await clientOf(url).events.dispatch(ORDER);
      const later = await clientOf(url).events.dispatch({
        ...ORDER,
        schedule: { start_at: Date.now() + 8_000 },
      });
      await until('the first run', () => runsOf(now.job_id, first).length === 1);
      expect(runsOf(now.job_id, first)[0]).toMatch(/events .*shop\/dev.*attempt 1.*lag -?\d+ ms.*completed/);
      const children = await first.descendants();
      expect(children.length).toBeGreaterThan(0);
      first.kill('SIGKILL');
      await first.ended;
      await noneOf(children);

      const second = site.start('--port', '0');
      const secondUrl = await second.listening;
      await until('the run after the restart', () => runsOf(later.job_id, second).length === 1, 15_000);
      await expect(clientOf(secondUrl).jobs.get(later.job_id)).resolves.toMatchObject({
        status: 'completed',
        execution_count: 1,
      });
      await expect(clientOf(secondUrl).jobs.get(now.job_id)).resolves.toMatchObject({ execution_count: 1 });
      expect(runsOf(now.job_id, second)).toEqual([]);

      const left = await second.descendants();
      second.kill('SIGINT');
      expect(await second.ended).toBe(0);
      await noneOf(left);
    },
    2 * START_MS + 25_000,
  );

  test(
    'says what it does, finds what an earlier start bundled, and writes nothing outside its data',
    async () => {
      const first = site.start('--port', '0');
      await first.listening;
      const said = first.lines.join('\n');
      expect(first.lines[0]).toMatch(
        /^Starting the embedded cloud on a free port; its data are in .*data\.$/,
      );
      expect(said).toMatch(/^Loading its programs\.$/m);
      expect(said).toMatch(
        /^Bundling the functions dispatch, executor, dead-letter, webhooks, projector, once/m,
      );
      expect(said).toMatch(/^Ready in [\d.]+ s; 0 jobs of an earlier start continue\.$/m);
      first.kill('SIGTERM');
      expect(await first.ended).toBe(0);
      const bundles = await site.bundles();
      expect(bundles.map((name) => name.replace(/-[0-9a-f]{16}/g, ''))).toEqual(
        expect.arrayContaining(['dead-letter', 'dispatch', 'executor', 'projector', 'webhooks']),
      );

      const second = site.start('--port', '0');
      await second.listening;
      expect(second.lines.filter((line) => line.startsWith('Bundling'))).toEqual([]);
      second.kill('SIGTERM');
      expect(await second.ended).toBe(0);
      expect(await site.bundles()).toEqual(bundles);
      expect(await site.elsewhere()).toEqual([]);
    },
    2 * START_MS + 25_000,
  );

  test(
    'tells of a refused schedule by file and place, after a start that failed and left the clock as it was',
    async () => {
      const config = JSON.parse(await readFile(site.config, 'utf8'));
      const { dev } = config.products.shop.envs;
      const over = { namespace: 'events', ...ORDER, schedule: { cron: '0 9 * * *', endDate: '2025-01-01' } };
      dev.schedules = { over };
      const broken = { w: { provider: 'function', entry: './broken.ts' } };
      await writeFile(join(dirname(site.config), 'broken.ts'), 'export default async () => {');
      await writeFile(
        site.config,
        JSON.stringify({ ...config, products: { shop: { envs: { dev: { ...dev, workflows: broken } } } } }),
      );
      const failed = site.start('--port', '0');
      expect(await failed.ended).toBe(1);
      expect(failed.lines.join('\n')).toContain('dev.workflows.w.entry: ');

      await writeFile(site.config, JSON.stringify(config));
      const second = site.start('--port', '0', '--at', '2026-01-01T00:00:00Z');
      await second.listening;
      const at = second.lines.indexOf(`${site.config} has schedules that were refused:`);
      expect(second.lines[at + 1]).toMatch(
        /^ {2}products\.shop\.envs\.dev\.schedules\.over: schedule\.endDate: is before the first occurrence/,
      );
      second.kill('SIGINT');
      expect(await second.ended).toBe(0);
    },
    2 * START_MS + 25_000,
  );

  test(
    'ends while a run is at work, with every process, and runs it again at the next start',
    async () => {
      await using target = await startHttpServer(() => undefined);
      const own = await createSite(target.endpoint);
      try {
        const first = own.start('--port', '0');
        const { job_id } = await clientOf(await first.listening).actions.dispatch({
          app: 'app',
          event: 'hang',
          input: {},
        });
        await until('the run', () => target.received.length === 1);
        const children = await first.descendants();
        first.kill('SIGINT');
        expect(await first.ended).toBe(0);
        await noneOf(children);
        expect(first.lines.at(-1)).toBe('Ending; jobs continue at the next start.');

        const second = own.start('--port', '0');
        const { status } = await clientOf(await second.listening).jobs.get(job_id);
        expect(status).toBe('running');
        expect(second.lines.join('\n')).toContain('1 job of an earlier start continues.');
      } finally {
        await own.cleanUp();
      }
    },
    2 * START_MS + 25_000,
  );

  test(
    'ends with every process while it starts',
    async () => {
      const first = site.start('--port', '0');
      await until('the bundling', () => first.lines.some((line) => line.startsWith('Bundling')), START_MS);
      const children = await until('its processes', async () => {
        const all = await first.descendants();
        return all.length > 0 && all;
      });
      first.kill('SIGINT');
      expect(await first.ended).toBe(0);
      await noneOf(children);
      expect(first.lines.at(-1)).toBe('Ending; jobs continue at the next start.');
    },
    2 * START_MS,
  );

  test('says which port is in use, before it starts anything, and ends with exit code 1', async () => {
    await using other = await startHttpServer(() => undefined);
    const refused = site.start('--port', String(other.port));
    expect(await refused.ended).toBe(1);
    expect(refused.lines).toEqual([
      expect.stringMatching(/^Starting /),
      expect.stringMatching(new RegExp(`^Port ${other.port} of the API is in use .*--port N.*--no-samples`)),
    ]);
  });
});
