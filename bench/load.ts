import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '../local/cloud.ts';
import { Ductape } from '../sdk/index.ts';
import type { LoadOrder, LoadReport } from './load-client.ts';
import { percentile } from './measure.ts';
import { familyOf, figuresOf, type ProcessFigures } from './processes.ts';
import { startTarget } from './target.ts';

/**
 * `npm run bench:load -- RATE SECONDS NTH IN_CALL`: dispatches a second, for SECONDS, each NTH of a job that runs at once,
 * each by a call of its own, or IN_CALL of them in a call of `dispatchMany`.
 */
const [rate = 200, seconds = 60, nowEvery = 50, inCall = 1] = process.argv.slice(2).map(Number);
/** Jobs of every second that run all the while. */
const RECURRING = 10;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const target = await startTarget();
const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-load-'));
const cloud = await startCloud({ config: target.config, dataDirectory });
const ductape = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });
const client = fork(join(import.meta.dirname, 'load-client.ts'));

try {
  const start_at = Date.now() + 3000;
  const request = { app: 'target', event: 'hit', input: { body: {} } } as const;
  const recurring = await Promise.all(
    Array.from({ length: RECURRING }, () =>
      ductape.actions.dispatch({ ...request, schedule: { every: 1000, start_at } }),
    ),
  );
  // Warm: many that run at once begin all environments of the executor there will be.
  await Promise.all(Array.from({ length: 100 }, () => ductape.actions.dispatch(request)));
  await load({ url: cloud.url, rate: 100, seconds: 15, nowEvery, inCall });

  const [before, busyBefore] = [processes(), machineBusy()];
  const { now, later, latencies, errors, took } = await load({
    url: cloud.url,
    rate,
    seconds,
    nowEvery,
    inCall,
  });
  const [after, busyAfter] = [processes(), machineBusy()];

  const ran = () => new Set(target.hits.map(({ job }) => job));
  for (let i = 0; i < 300 && now.some((id) => !ran().has(id)); i += 1) await sleep(100);
  const known = ran();
  for await (const { id } of ductape.jobs.listAll({ status: 'scheduled', recurring: false, limit: 100 }))
    known.add(id);
  const lost = [...now, ...later].filter((id) => !known.has(id)).length;

  const cpu = tellProcesses(before, after, latencies.length);
  say(`all this ${cpu} ms, everything on the machine ${Math.round(busyAfter - busyBefore)} ms`);
  const perSecond = Math.round((1000 * latencies.length) / took);
  const [p50, p99, max] = [50, 99, 100].map((p) => `${percentile(latencies, p)} ms`);
  say(
    `dispatch ${latencies.length} in ${(took / 1000).toFixed(1)} s, ${perSecond}/s  p50 ${p50}  p99 ${p99}  max ${max}  errors ${errors.length}  lost ${lost}`,
  );
  const ticks = new Set(recurring.map(({ job_id }) => job_id));
  const lags = target.hits.filter(({ job }) => ticks.has(job)).map((hit) => hit.at - hit.occurrence);
  say(
    `beside it ${lags.length} runs of ${RECURRING} jobs of every second, and ${now.length} at once  lag p50 ${percentile(lags, 50)} ms  p99 ${percentile(lags, 99)} ms`,
  );
  for (const error of new Set(errors)) say(error);
} finally {
  client.disconnect();
  await cloud.stop();
  await target.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

async function load(order: LoadOrder): Promise<LoadReport> {
  client.send(order);
  const [report] = await once(client, 'message');
  return report;
}

type Figures = Map<number, ProcessFigures & { name: string }>;

/** All processes of the bench, named by what they are. */
function processes(): Figures {
  const dispatch = new Set(cloud.dispatch.environments().map(({ pid }) => pid));
  const executor = new Set(cloud.executor.environments().map(({ pid }) => pid));
  const name = (pid: number, command: string) => {
    if (pid === process.pid) return 'host: API, Lambda, SQS, Scheduler, target';
    if (pid === client.pid) return 'client';
    if (dispatch.has(pid)) return 'dispatch function';
    if (executor.has(pid)) return 'executor function';
    return command.includes('db-path') ? 'DynamoDB' : `other: ${command.slice(0, 40)}`;
  };
  const family = [...familyOf(process.pid)].filter(([, command]) => !command.startsWith('/bin/sh'));
  return new Map(family.map(([pid, command]) => [pid, { name: name(pid, command), ...figuresOf(pid) }]));
}

/** One line for each kind of process; returns the processor time of all, ms. */
function tellProcesses(before: Figures, after: Figures, dispatches: number): number {
  let all = 0;
  for (const kind of new Set([...after.values()].map(({ name }) => name))) {
    const mine = [...after].filter(([, { name }]) => name === kind);
    const start = mine.map(([pid]) => before.get(pid)?.memory ?? 0);
    const cpu = mine.reduce((sum, [pid, now]) => sum + now.cpu - (before.get(pid)?.cpu ?? 0), 0);
    all += cpu;
    say(
      `${kind.padEnd(42)} ${(cpu / dispatches).toFixed(2)} ms a dispatch  resident MB ${start.join(' ')} → ${mine.map(([, { memory }]) => memory).join(' ')}`,
    );
  }
  return all;
}

/** Processor time that everything on this machine has taken, ms. */
function machineBusy(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
