import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '../local/cloud.ts';
import { Ductape } from '../sdk/index.ts';
import { percentile } from './percentile.ts';
import { startTarget } from './target.ts';

/** Dispatches a second, for so many seconds; every tenth runs at once, the others a day later. */
const RATE = 200;
const SECONDS = 60;
const NOW_EVERY = 10;
/** Jobs of every second that run all the while. */
const RECURRING = 10;
const DAY = 86_400_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const target = await startTarget();
const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-load-'));
const cloud = await startCloud({ config: target.config, dataDirectory });
const ductape = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });
const dispatch = (schedule?: object) =>
  ductape.actions.dispatch({
    app: 'target',
    event: 'hit',
    input: { body: {} },
    ...(schedule && { schedule }),
  });

/** Resident memory of the processes, MB each. */
function memory(): Record<string, number[]> {
  const of = (pid: number) => {
    try {
      return Math.round((Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1e6);
    } catch {
      return 0;
    }
  };
  return {
    host: [of(process.pid)],
    dispatch: cloud.dispatch.environments().map(({ pid }) => of(pid)),
    executor: cloud.executor.environments().map(({ pid }) => of(pid)),
  };
}

try {
  const total = RATE * SECONDS;
  const recurring = await Promise.all(
    Array.from({ length: RECURRING }, () => dispatch({ every: 1000, start_at: Date.now() + 3000 })),
  );
  await Promise.all(Array.from({ length: 100 }, () => dispatch()));
  await sleep(5000);
  say(`before: ${JSON.stringify(memory())}`);

  const began = Date.now();
  const latencies: number[] = [];
  const errors: string[] = [];
  const now = new Set<string>();
  const later = new Set<string>();
  const calls: Promise<void>[] = [];
  for (let i = 0; i < total; i += 1) {
    const due = began + (i * 1000) / RATE;
    if (due > Date.now()) await sleep(due - Date.now());
    const atOnce = i % NOW_EVERY === 0;
    const asked = Date.now();
    calls.push(
      dispatch(atOnce ? undefined : { start_at: began + DAY + i }).then(
        ({ job_id }) => {
          (atOnce ? now : later).add(job_id);
          latencies.push(Date.now() - asked);
        },
        (error: Error) => void errors.push(error.message),
      ),
    );
  }
  await Promise.all(calls);
  const took = (Date.now() - began) / 1000;
  say(`after:  ${JSON.stringify(memory())}`);

  for (let i = 0; i < 300 && [...now].some((id) => !ran(id)); i += 1) await sleep(100);
  const lostNow = [...now].filter((id) => !ran(id)).length;
  const kept = new Set<string>();
  for await (const { id } of ductape.jobs.listAll({ status: 'scheduled', recurring: false, limit: 100 }))
    kept.add(id);
  const lostLater = [...later].filter((id) => !kept.has(id)).length;
  const beats = recurring.map(({ job_id }) => target.hits.filter((hit) => hit.job === job_id));
  const lags = beats.flat().map((hit) => hit.at - hit.occurrence);
  say(
    `dispatch ${latencies.length} in ${took.toFixed(1)} s  p50 ${percentile(latencies, 50)} ms  p99 ${percentile(latencies, 99)} ms  errors ${errors.length}  lost ${lostNow + lostLater}`,
  );
  say(
    `beside it ${lags.length} runs of ${RECURRING} jobs of every second, and ${now.size} at once  lag p50 ${percentile(lags, 50)} ms  p99 ${percentile(lags, 99)} ms`,
  );
  for (const error of new Set(errors)) say(error);
} finally {
  await cloud.stop();
  await target.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

function ran(id: string): boolean {
  return target.hits.some((hit) => hit.job === id);
}
