import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE } from '../core/time/units.ts';
import { freshFolders } from '../packaging/project.ts';
import { Ductape } from '../sdk/index.ts';
import { startCloud } from '../testing/start-cloud.ts';
import { installed } from './installed.ts';
import { percentile } from './measure.ts';
import { freePort } from './programs.ts';
import { startTarget } from './target.ts';

const TIMES = 3;

/** Runs that are at work at the end. */
const RUNS = 3;

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

/** `npm start` once it listens, with the times that it took to say something and to be ready. */
async function started(data: string, which: string, ...more: string[]) {
  const port = await freePort();
  const args = ['start', '--', '--port', String(port), '--no-samples', '--data', data, ...more];
  const child = spawn('npm', args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ready = said(child, lines, /^Listening/);
  await timed(`npm start says something, ${which}`, () => said(child, lines, /^Starting/));
  await timed(`npm start is ready after that, ${which}`, () => ready);
  return { child, endpoint: `http://127.0.0.1:${port}` };
}

const ctrlC = (child: ChildProcess, what: string) =>
  timed(`Ctrl-C ${what}`, async () => {
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await once(child, 'exit');
  });

/** How long `npm start` takes until it runs a first job, and to be gone after a Ctrl-C. */
async function start(data: string, which: string): Promise<void> {
  const { child, endpoint } = await started(data, which);
  const ductape = new Ductape({ endpoint, product: 'shop', env: 'dev' });
  await timed(`first job, ${which}`, async () => {
    const { job_id } = await ductape.workflows.dispatch({ workflow: 'summarize', input: {} });
    while (!['completed', 'failed'].includes((await ductape.jobs.get(job_id)).status));
  });
  await ctrlC(child, `while nothing runs, ${which}`);
}

/** How long a Ctrl-C takes while runs are at work whose target does not answer. */
async function startBusy(data: string): Promise<void> {
  const target = await startTarget(MINUTE);
  const file = `${data}.config.json`;
  await writeFile(file, JSON.stringify(target.config));
  const { child, endpoint } = await started(data, 'with another config', '--config', file);
  const ductape = new Ductape({ endpoint, product: 'bench', env: 'dev' });
  for (let n = 0; n < RUNS; n += 1)
    await ductape.actions.dispatch({ app: 'target', event: 'hang', input: {}, timeout: MINUTE });
  while (target.hits.length < RUNS) await pause(10);
  await ctrlC(child, `with ${RUNS} runs at work`);
  await target.stop();
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
  console.table(await installed());
  for (let n = 0; n < TIMES; n++) {
    await kit('memory');
    await kit('embedded');
    await start(join(data, String(n)), 'with new data');
    await start(join(data, String(n)), 'again');
    await startBusy(join(data, `busy-${n}`));
  }
} finally {
  for (const folder of [data, ...freshFolders()]) await rm(folder, { recursive: true, force: true });
}
console.table(
  Object.fromEntries(
    [...figures].map(([what, all]) => [
      what,
      { 'median, ms': Math.round(percentile(all, 0.5)), 'slowest, ms': Math.round(Math.max(...all)) },
    ]),
  ),
);
