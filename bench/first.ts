import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Ductape } from '../sdk/index.ts';
import { startCloud } from '../testing/start-cloud.ts';
import { percentile } from './measure.ts';
import { freePort } from './programs.ts';

const TIMES = 3;

const config = {
  products: {
    shop: {
      envs: {
        dev: { workflows: { report: { provider: 'function', entry: 'examples/functions/send-report.ts' } } },
      },
    },
  },
} as const;

/** What was measured, ms, by what it is. */
const figures = new Map<string, number[]>();

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  figures.set(what, [...(figures.get(what) ?? []), performance.now() - began]);
  return result;
}

/** How long until a test has a scheduler, and its first job has run. */
async function kit(engine: 'memory' | 'embedded'): Promise<void> {
  const cloud = await timed(`startCloud, ${engine}`, () =>
    startCloud({ config: structuredClone(config) as never, engine }),
  );
  await timed(`first job of a test, ${engine}`, async () => {
    await cloud.client.workflows.dispatch({ workflow: 'report', input: { to: 'ann' } });
    await cloud.advance({ ms: 1000 });
  });
  await timed(`stop, ${engine}`, () => cloud.stop());
}

/** How long `npm start` takes to say something, to be ready, to run a first job, and to be gone after a Ctrl-C. */
async function start(data: string, which: string): Promise<void> {
  const port = await freePort();
  const args = ['start', '--', '--port', String(port), '--no-samples', '--data', data];
  const child = spawn('npm', args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ready = said(child, lines, /^Listening/);
  await timed(`npm start says something, ${which}`, () => said(child, lines, /^Starting/));
  await timed(`npm start is ready after that, ${which}`, () => ready);
  const ductape = new Ductape({ endpoint: `http://127.0.0.1:${port}`, product: 'shop', env: 'dev' });
  await timed(`first job, ${which}`, async () => {
    const { job_id } = await ductape.workflows.dispatch({ workflow: 'summarize', input: {} });
    while (!['completed', 'failed'].includes((await ductape.jobs.get(job_id)).status));
  });
  await timed(`Ctrl-C while nothing runs, ${which}`, async () => {
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await once(child, 'exit');
  });
}

async function said(
  child: ChildProcess,
  lines: ReturnType<typeof createInterface>,
  what: RegExp,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  lines.on('line', (line) => what.test(line) && resolve());
  child.once('exit', () => reject(new Error('npm start has ended')));
  await promise;
}

const data = await mkdtemp(join(tmpdir(), 'bench-first-'));
try {
  for (let n = 0; n < TIMES; n++) {
    await kit('memory');
    await kit('embedded');
    await start(join(data, String(n)), 'with new data');
    await start(join(data, String(n)), 'again');
  }
} finally {
  await rm(data, { recursive: true, force: true });
}
console.table(
  Object.fromEntries(
    [...figures].map(([what, all]) => [
      what,
      { 'median, ms': Math.round(percentile(all, 0.5)), 'slowest, ms': Math.round(Math.max(...all)) },
    ]),
  ),
);
