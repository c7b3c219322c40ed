import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { findProgram, freePort, kill, startServer } from '../../test/engines/processes.ts';
import type { Target } from '../target.ts';
import { BULLMQ_QUEUE, type BullmqCall } from './bullmq-call.ts';
import type { Contender } from './contender.ts';
import type { LoadJob } from './load.ts';

const WORKER = fileURLToPath(new URL('./bullmq-worker.ts', import.meta.url));
const HOST = '127.0.0.1';

/**
 * BullMQ with its worker in a process of its own, on a Redis that is started here; undefined where there is no
 * `redis-server`. Redis has its defaults: snapshots but no append-only file, which BullMQ's guide for production would
 * have on top and which could only make it slower; `noeviction`, which that guide demands, is the default.
 */
export async function startBullmq(target: Target): Promise<Contender | undefined> {
  const program = findProgram('redis-server');
  if (program === undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'bench-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', HOST, '--dir', directory];
  const redis = await startServer(program, args, port);
  const worker = fork(WORKER, [String(port), target.url], { execArgv: ['--no-warnings'] });
  await ready(worker);
  const queue = new Queue<BullmqCall>(BULLMQ_QUEUE, { connection: { host: HOST, port } });
  return {
    name: 'BullMQ',
    dispatch: async (job) => {
      await add(queue, job);
      return idOf(job);
    },
    stop: async () => {
      await queue.close();
      worker.disconnect();
      if (worker.exitCode === null) await once(worker, 'exit');
      await kill(redis);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function ready(worker: ChildProcess): Promise<void> {
  const early = once(worker, 'exit').then(() => {
    throw new Error('the worker of BullMQ ended before it was ready');
  });
  await Promise.race([once(worker, 'message'), early]);
}

const idOf = ({ key }: LoadJob) => `job_${key}`;

async function add(queue: Queue<BullmqCall>, job: LoadJob): Promise<void> {
  const { schedule } = job;
  const id = idOf(job);
  if ('at' in schedule) {
    const delay = Math.max(0, schedule.at - Date.now());
    await queue.add('hit', { id, occurrence: schedule.at }, { delay });
    return;
  }
  const repeat =
    'everyMs' in schedule
      ? { every: schedule.everyMs, startDate: schedule.from, limit: schedule.runs }
      : { pattern: '* * * * *', tz: 'UTC', startDate: schedule.from, endDate: schedule.until };
  await queue.upsertJobScheduler(id, repeat, { name: 'hit', data: { id } });
}
