import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startCloud } from '../local/cloud.ts';
import { Ductape } from '../sdk/index.ts';
import { percentile } from './measure.ts';
import { startTarget } from './target.ts';

/**
 * `npm run bench:fair -- --rate R --hang MS --seconds S`: how late the runs of one product are, alone and then beside another
 * product, R of whose runs begin a second and hang for MS.
 */
const { values: options } = parseArgs({
  options: {
    rate: { type: 'string', default: '2.5' },
    hang: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
  },
});
const [rate, hang, seconds] = [options.rate, options.hang, options.seconds].map(Number) as [
  number,
  number,
  number,
];
/** Jobs of every second that the measured product has, and jobs that it dispatches a second to run at once. */
const MEASURED = { recurring: 5, atOnce: 2 };
/** The hanging product's jobs have this interval, ms, and begin spread over it. */
const HANGING_EVERY = 2000;

const target = await startTarget(hang);
const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-fair-'));
const { bench } = target.config.products;
if (!bench) throw new Error('the target has no config');
const cloud = await startCloud({ config: { products: { bench, crowd: bench } }, dataDirectory });
const measured = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });
const crowd = new Ductape({ endpoint: cloud.url, product: 'crowd', env: 'dev' });
const hit = { app: 'target', event: 'hit', input: { body: {} } } as const;

const recurring = new Set<string>();
const atOnce = new Set<string>();
let dispatching = true;

try {
  for (let i = 0; i < MEASURED.recurring; i += 1)
    recurring.add((await measured.actions.dispatch({ ...hit, schedule: { every: 1000 } })).job_id);
  const dispatches = dispatchAtOnce();
  await sleep(15_000);
  const alone = await lateness('alone');
  await beginHanging();
  const first = await lateness('first seconds beside');
  if (seconds < 60) await sleep((60 - seconds) * 1000);
  const beside = await lateness('beside');
  dispatching = false;
  await dispatches;
  console.table(Object.assign({}, alone, first, beside));
  const ratio = (kind: string) =>
    Number(
      ((beside[`beside, ${kind}`]?.p99_ms ?? 0) / (alone[`alone, ${kind}`]?.p99_ms ?? Number.NaN)).toFixed(2),
    );
  const p99_ratio = { every_second: ratio('every second'), at_once: ratio('at once') };
  process.stdout.write(`${JSON.stringify({ rate, hang_ms: hang, p99_ratio })}\n`);
} finally {
  await cloud.stop();
  await target.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

async function dispatchAtOnce(): Promise<void> {
  while (dispatching) {
    const [job] = await Promise.all([measured.actions.dispatch(hit), sleep(1000 / MEASURED.atOnce)]);
    atOnce.add(job.job_id);
  }
}

async function beginHanging(): Promise<void> {
  const jobs = Math.max(1, Math.round((rate * HANGING_EVERY) / 1000));
  const begin = Date.now() + 1000;
  for (let i = 0; i < jobs; i += 1) {
    const start_at = begin + Math.round((i * HANGING_EVERY) / jobs);
    await crowd.actions.dispatch({
      app: 'target',
      event: 'hang',
      input: { body: {} },
      schedule: { every: HANGING_EVERY, start_at, overlap: 'allow' },
    });
  }
}

/** How late the runs were that arrive from now on for the time of a measurement. */
async function lateness(when: string) {
  target.hits.length = 0;
  await sleep(seconds * 1000);
  const hits = [...target.hits];
  const figures = (jobs: Set<string>) => {
    const lags = hits.filter(({ job }) => jobs.has(job)).map(({ at, occurrence }) => at - occurrence);
    const [p50_ms = 0, p99_ms = 0, max_ms = 0] = [50, 99, 100].map((p) => percentile(lags, p));
    return { runs: lags.length, p50_ms, p99_ms, max_ms };
  };
  return { [`${when}, every second`]: figures(recurring), [`${when}, at once`]: figures(atOnce) };
}
