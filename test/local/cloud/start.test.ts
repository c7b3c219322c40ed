import { Ductape } from '../../../sdk/index.ts';
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
    'says which port is in use and ends with exit code 1',
    async () => {
      const first = site.start('--port', '0');
      const port = new URL(await first.listening).port;
      const other = await createSite();
      try {
        const second = other.start('--port', port);
        expect(await second.ended).toBe(1);
        expect(second.lines.join('\n')).toContain(port);
        expect(second.lines.join('\n')).toContain('in use');
      } finally {
        await other.cleanUp();
      }
    },
    2 * START_MS,
  );
});
