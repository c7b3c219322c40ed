import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '../local/cloud.ts';
import { Ductape } from '../sdk/index.ts';
import { inParallel } from './in-parallel.ts';
import { percentile } from './percentile.ts';
import { startTarget } from './target.ts';

const JOBS = 1000;
const SECOND = 1000;
const WINDOW = 20 * SECOND;
/** Far jobs lie beyond the lowered near bound, and far enough that a schedule 60 s late is still in time. */
const FAR = 125 * SECOND;
const NEAR_BOUND_SECONDS = 60;

const target = await startTarget();
const config = target.config;
const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-lag-'));
const cloud = await startCloud({
  config,
  dataDirectory,
  lateness: () => Math.random() * 60 * SECOND,
  props: { nearBoundSeconds: NEAR_BOUND_SECONDS },
});
const ductape = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });
const dispatch = (schedule: object) =>
  ductape.actions.dispatch({ app: 'target', event: 'hit', input: { body: {} }, schedule });

try {
  const kinds = new Map<string, string>();
  const note = (kind: string) => (result: { job_id: string }) => void kinds.set(result.job_id, kind);
  const farFrom = Date.now() + FAR;
  const dueAt = (from: number, i: number) => Math.round(from + (i / (JOBS / 2)) * WINDOW);
  process.stdout.write('warming up, then dispatching far jobs, then near ones\n');
  const warm = Date.now() + 5 * SECOND;
  await inParallel(8, 200, (i) => dispatch({ start_at: warm + 10 * i }).then(note('warm-up')));
  await inParallel(8, JOBS / 2, (i) => dispatch({ start_at: dueAt(farFrom, i) }).then(note('far')));
  await sleep(Math.max(0, farFrom - 50 * SECOND - Date.now()));
  await inParallel(8, JOBS / 2, (i) => dispatch({ start_at: dueAt(farFrom, i) + 20 }).then(note('near')));
  const soon = Math.ceil(Date.now() / SECOND) * SECOND + 2 * SECOND;
  for (let i = 0; i < 3; i += 1) {
    await dispatch({ every: SECOND, start_at: soon + i * 300, limit: 40 }).then(note('every second'));
    await dispatch({ cron: '* * * * *', endDate: farFrom + 90 * SECOND }).then(note('every minute'));
  }
  await sleep(farFrom + WINDOW + 65 * SECOND - Date.now());

  const counted = target.hits.filter((hit) => kinds.get(hit.job) !== 'warm-up');
  const lags = counted.map((hit) => ({ kind: kinds.get(hit.job), lag: hit.at - hit.occurrence }));
  for (const kind of ['near', 'far', 'every second', 'every minute']) {
    const some = lags.filter((l) => l.kind === kind).map((l) => l.lag);
    process.stdout.write(
      `${kind.padEnd(14)}${String(some.length).padStart(6)} runs  p50 ${percentile(some, 50)} ms  p99 ${percentile(some, 99)} ms  max ${percentile(some, 100)} ms\n`,
    );
  }
  const all = lags.map((l) => l.lag);
  const early = all.filter((lag) => lag < 0).length;
  const figures = { p50_ms: percentile(all, 50), p99_ms: percentile(all, 99), max_ms: percentile(all, 100) };
  process.stdout.write(`${JSON.stringify({ ...figures, early, runs: all.length })}\n`);
} finally {
  await cloud.stop();
  await target.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}
