import { parseArgs } from 'node:util';
import { caller } from '../core/jobs/caller.ts';
import { HOUR, MINUTE, SECOND } from '../core/time/units.ts';
import { pauseAll, resumeAll } from '../core/usecases/manage/pause-all.ts';
import { dispatchAll, portsOutside, SCOPE, START } from './storm/dispatched.ts';
import type { Account, Environment } from './storm/environment.ts';
import { Executors } from './storm/executors.ts';
import { PlayedQueues } from './storm/played-queues.ts';
import { PlayedTable } from './storm/played-table.ts';
import { Chance } from './virtual/chance.ts';
import { VirtualTime } from './virtual/virtual-time.ts';

/**
 * `npm run bench:hold -- [--jobs N] [--rate R]`: N one-time jobs (100 000), of which R are due each second (500), are paused by one call in the middle and
 * resumed a minute after the last one was due: the handlers and stores as they are deployed, in virtual time, with 1 000 executors.
 */
const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { jobs: text, rate: text } });
const [jobs, rate] = [Number(values.jobs ?? 100_000), Number(values.rate ?? 500)];

const CONCURRENCY = 1000;
const UNITS = 1000;
const SHARDS = 16;
const EXECUTOR_MS = 300_000;
const DUE = START + 10 * MINUTE;
const BY = caller('bench', 'invoke');

const time = new VirtualTime(START);
const chance = new Chance(1);
const table = new PlayedTable();
const queues = new PlayedQueues(time, 6 * EXECUTOR_MS);
const account: Account = {
  time,
  chance,
  table,
  queues,
  telemetry: () => undefined,
  scopes: [SCOPE],
  shards: SHARDS,
  timeout: EXECUTOR_MS,
  maxTimeout: EXECUTOR_MS - 10_000,
};
const starts: number[] = [];
const called = new Map<string, number>();
const executors = new Executors(account, CONCURRENCY, (environment: () => Environment) => async ({ id }) => {
  starts.push(time.now);
  called.set(id, (called.get(id) ?? 0) + 1);
  await environment().pass(chance.between(20, 400));
  return { ok: true, result: null };
});

/** The calls of the table that some work makes while no time passes. */
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  const before = table.calls;
  await work();
  return table.calls - before;
}

const last = DUE + (jobs / rate) * SECOND;
// Between two seconds, at which jobs are due.
const middle = DUE + (last - DUE) / 2 + 400;
const wanted = Array.from({ length: jobs }, (_, place) => ({ at: DUE + Math.floor(place / rate) * SECOND }));
await dispatchAll(wanted, account);
const outside = portsOutside(account);
await time.runUntil(DUE - 2 * SECOND);
table.limit(UNITS, () => time.now);
await time.runUntil(middle);
const paused = await callsOf(() => pauseAll({ reason: 'bench', ...SCOPE }, BY, outside));
await time.runUntil(last + MINUTE);
const [before, held] = [starts.length, jobs - starts.length];
const after = starts.filter((at) => at > middle).map((at) => at - middle);
const resumedAt = time.now;
await resumeAll(SCOPE, BY, outside);
await time.runUntil(resumedAt + HOUR, () => starts.length >= jobs && executors.isIdle);
const resumed = starts.filter((at) => at >= resumedAt).map((at) => at - resumedAt);
const twice = [...called.values()].filter((times) => times > 1).length;

const most = (moments: readonly number[]) => moments.reduce((longest, each) => Math.max(longest, each), 0);
console.log(`${jobs} jobs, ${rate} of them due each second, ${CONCURRENCY} executors, jobShards ${SHARDS}`);
console.log(`pauseAll: ${paused} call of the table; ${before} had started, ${held} were held`);
console.log(
  `the last start after it: ${after.length === 0 ? 'none' : `${most(after)} ms`} (${after.length} starts)`,
);
console.log(
  `after resumeAll the first started in ${Math.min(...resumed)} ms, the last of ${resumed.length} in ${most(resumed) / 1000} s`,
);
console.log(`${jobs - called.size} never started, ${twice} started twice`);
process.exitCode = called.size === jobs && most(after) <= 2000 ? 0 : 1;
