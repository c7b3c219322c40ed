import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'aws-cdk-lib';
import { Lease } from '../../core/jobs/run-in-flight.ts';
import { isRecurring, type RecurringSchedule } from '../../core/schedule/parsed-schedule.ts';
import { readSchedule } from '../../core/schedule/read-schedule.ts';
import { MINUTE } from '../../core/time/units.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { inParallel } from '../measure.ts';
import { startCommands } from './commands.ts';
import { bringToRest, type Read, readAll, settle, settledStats } from './histories.ts';
import { type SoakJob, soakJob, TIMEOUT } from './jobs.ts';
import { startKiller } from './killer.ts';
import { startMemory } from './memory.ts';
import { startSoakTarget } from './target.ts';
import { judge, type Verdict } from './verdict.ts';

/** How long and how hard. */
export interface SoakOptions {
  jobs: number;
  /** How many of them run every 1–10 s. */
  frequent: number;
  /** How long workers are killed, ms. */
  duration: number;
  /** Between two kills on average, and between two commands, ms. */
  killEvery: number;
  commandEvery: number;
  /** How long it may take afterwards until all that was due is over, ms. */
  settleWithin: number;
  say: (line: string) => void;
}

/** The real EventBridge Scheduler is late by up to this, ms (docs/time.md, 5). */
const LATENESS = MINUTE;
/** A message whose receiver was killed comes back after six times this: often within one soak. */
const EXECUTOR_TIMEOUT = Duration.seconds(40);
/** Memory is told so often, ms. */
const TOLD_EVERY = 300_000;

/** Runs recurring jobs of all kinds while workers are killed, and accounts for every occurrence afterwards. */
export async function soak(options: SoakOptions): Promise<Verdict & { kills: number }> {
  const { say, duration, settleWithin } = options;
  const target = await startSoakTarget();
  const directory = await mkdtemp(join(tmpdir(), 'bench-soak-'));
  const log = createWriteStream(join(directory, 'functions.log'));
  let overdue = 0;
  const cloud = await startCloud({
    config: target.config,
    dataDirectory: join(directory, 'data'),
    lateness: () => Math.random() * LATENESS,
    props: { executorTimeout: EXECUTOR_TIMEOUT },
    log: (line) => {
      if (line.includes('"message":"overdue"')) overdue += 1;
      log.write(`${line}\n`);
    },
  });
  let passed = false;
  try {
    const ductape = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });
    const made = await dispatchAll(ductape, options);
    const ids = [...made.keys()];
    say(`${ids.length} jobs made; data and log in ${directory}`);

    // The first minute warms up: all environments there will be, and the caches of the engines.
    await sleep(Math.min(MINUTE, duration / 10));
    const memory = startMemory(kindOf(cloud));
    say(`resident MB, warm: ${memory.line()}`);
    const killer = startKiller(cloud.executor, target, options.killEvery);
    const commands = startCommands(ductape.jobs, ids, options.commandEvery);
    const until = Date.now() + duration;
    for (let left = duration; left > 0; left = until - Date.now()) {
      await sleep(Math.min(left, TOLD_EVERY));
      say(
        `resident MB, ${minutes(duration - left + Math.min(left, TOLD_EVERY))}: ${memory.line()}  kills ${killer.counts().kills}`,
      );
    }
    await killer.stop();
    await commands.stop();
    memory.stop();

    const stopped = Date.now();
    const knownOf = (id: string, { job, executions }: Read) => ({
      schedule: scheduleOf(made.get(id), job.created_at),
      job,
      executions,
      asked: commands.asked(id),
    });
    const tell = (left: number) => say(`${left} jobs not settled`);
    const unsettled = await settle(ductape.jobs, ids, knownOf, stopped, settleWithin, tell);
    say(`settled after ${minutes(Date.now() - stopped)}: all but ${unsettled.size} jobs`);
    await bringToRest(ductape.jobs, TIMEOUT + Lease.margin);
    const rest = Date.now();
    const reads = await readAll(ductape.jobs, ids);
    const stats = await settledStats(ductape.jobs, reads);
    say(`resident MB, end: ${memory.line()}`);
    const { kills, busyKills } = killer.counts();
    const verdict = judge({
      known: new Map([...reads].map(([id, read]) => [id, { ...knownOf(id, read), totals: read.totals }])),
      rest,
      unsettled,
      stats,
      calls: target.calls,
      growth: memory.growth(),
      say,
    });
    say(`kills ${kills}, of those at work ${busyKills}  overdue found by the sweep ${overdue}`);
    say(`commands ${JSON.stringify(commands.counts)}`);
    passed = verdict.faults.length === 0;
    return { ...verdict, kills };
  } finally {
    await cloud.stop();
    await target.stop();
    await new Promise<void>((resolve) => log.end(resolve));
    if (passed) await rm(directory, { recursive: true, force: true });
    else say(`the data is kept in ${directory}`);
  }
}

/** The jobs by their ids. */
async function dispatchAll(ductape: Ductape, options: SoakOptions): Promise<Map<string, SoakJob>> {
  const made = new Map<string, SoakJob>();
  await inParallel(4, options.jobs, async (i) => {
    const from = Date.now() + 2000;
    const job = soakJob(i, options.frequent, { from, until: from + options.duration });
    const { job_id } = await ductape.actions.dispatch({
      ...job,
      product: 'bench',
      env: 'dev',
      // A busy machine may not answer in time: it is asked again.
      idempotency_key: `soak-${i}`,
    });
    made.set(job_id, job);
  });
  return made;
}

function scheduleOf(job: SoakJob | undefined, created: number): RecurringSchedule {
  const checked = readSchedule(job?.schedule, created);
  if (!checked.ok || !isRecurring(checked.value)) throw new Error('no schedule of a recurring job');
  return checked.value;
}

/** Processes named by what they are. */
function kindOf(cloud: Cloud) {
  const has = (fn: Cloud['executor'], pid: number) => fn.environments().some((each) => each.pid === pid);
  return (pid: number, command: string): string => {
    if (pid === process.pid) return 'host';
    if (has(cloud.dispatch, pid)) return 'dispatch';
    if (has(cloud.executor, pid)) return 'executor';
    return command.includes('db-path') ? 'DynamoDB' : 'other';
  };
}

const minutes = (ms: number) => `${(ms / MINUTE).toFixed(1)} min`;
