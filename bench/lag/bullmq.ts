import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { Stack } from '../../local/stack.ts';
import { findProgram, kill, startServer } from '../../test/engines/processes.ts';
import { freePort } from '../../test/http-server.ts';
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
  const stack = new Stack();
  try {
    const port = await startRedis(program, stack);
    await stack.add(startWorker(port, target.url));
    const queue = new Queue<BullmqCall>(BULLMQ_QUEUE, { connection: { host: HOST, port } });
    await stack.add(Promise.resolve({ stop: () => queue.close() }));
    return {
      name: 'BullMQ',
      dispatch: async (job) => {
        await add(queue, job);
        return idOf(job);
      },
      stop: () => stack.unwind(),
    };
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

async function startRedis(program: string, stack: Stack): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-redis-'));
  await stack.add(Promise.resolve({ stop: () => rm(directory, { recursive: true, force: true }) }));
  const port = await freePort();
  const redis = await startServer(
    program,
    ['--port', String(port), '--bind', HOST, '--dir', directory],
    port,
  );
  await stack.add(Promise.resolve({ stop: () => kill(redis) }));
  return port;
}

async function startWorker(port: number, url: string): Promise<{ stop(): Promise<void> }> {
  const worker = fork(WORKER, [String(port), url], { execArgv: ['--no-warnings'] });
  const ended = once(worker, 'exit');
  const early = ended.then(() => {
    throw new Error('the worker of BullMQ ended before it was ready');
  });
  await Promise.race([once(worker, 'message'), early]);
  early.catch(() => undefined);
  return {
    stop: async () => {
      if (worker.connected) worker.disconnect();
      await ended;
    },
  };
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
