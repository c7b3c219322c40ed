import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../core/time/units.ts';
import { startCloud } from '../local/cloud.ts';
import type { LambdaFunction } from '../local/lambda/function.ts';
import { Ductape } from '../sdk/index.ts';
import { type Call, jobsByReceipt, jobsIn, startCountingProxy } from './counting-proxy.ts';
import { amountsOf, callsOf, usdPerMillion } from './prices.ts';
import { startTarget } from './target.ts';

const GB = 512 / 1024;
const PROJECTOR_GB = 256 / 1024;
const SERVICES = { table: 'DynamoDB', messaging: 'SQS', scheduler: 'Scheduler' } as const;

const calls: Call[] = [];
/** What the functions logged. */
const lines: string[] = [];
/** A line of the API's access log. */
const ACCESS_KB = 0.38;
const JOB = /job_[0-9A-Z]{26}/;
const note = (operation: string, job: string | undefined, units: number) =>
  calls.push({ operation, job, at: Date.now(), share: units, units });

/** Notes each invocation, shared among the jobs of its batch: one receive and one delete of SQS, and GB-seconds. */
function countInvocations(fn: LambdaFunction, viaQueue: boolean): void {
  const invoke = fn.invoke.bind(fn);
  fn.invoke = async (payload, options) => {
    const began = performance.now();
    // Before the invocation, as its calls name receipt handles.
    if (viaQueue) jobsOf(String(payload));
    const result = await invoke(payload, options);
    const gbSeconds = ((performance.now() - began) / SECOND) * GB;
    const jobs = viaQueue ? jobsOf(String(payload)) : jobsIn(String(result.payload));
    for (const job of jobs) {
      note('Lambda.Invoke', job, 1 / jobs.length);
      note('Lambda.GbSeconds', job, gbSeconds / jobs.length);
      if (!viaQueue) {
        note('HttpApi.Request', job, 1 / jobs.length);
        note('Logs.Kilobyte', job, ACCESS_KB / jobs.length);
      }
      if (viaQueue) note('SQS.ReceiveAndDelete', job, 2 / jobs.length);
      if (viaQueue && String(payload).includes('"tick')) {
        note('Scheduler.Invocation', job, 1 / jobs.length);
        note('SQS.SentByScheduler', job, 1 / jobs.length);
      }
    }
    return result;
  };
}

/** What the projector does for all jobs together: its invocations, their GB-seconds, and the records that they had. */
function countProjector() {
  const counted = { invocations: 0, records: 0, gb_seconds: 0 };
  const { projector } = cloud;
  const invoke = projector.invoke.bind(projector);
  projector.invoke = async (payload, options) => {
    const began = performance.now();
    const result = await invoke(payload, options);
    counted.invocations += 1;
    counted.records += (JSON.parse(String(payload)).Records ?? []).length;
    counted.gb_seconds += ((performance.now() - began) / SECOND) * PROJECTOR_GB;
    return result;
  };
  return counted;
}

/** The job of each record of a batch. */
function jobsOf(event: string): (string | undefined)[] {
  const { Records = [] } = JSON.parse(event);
  return Records.map(({ body, receiptHandle }: { body: string; receiptHandle: string }) => {
    const job = JOB.exec(body)?.[0];
    if (job !== undefined) jobsByReceipt.set(receiptHandle, job);
    return job;
  });
}

const target = await startTarget();
const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-cost-'));
const proxies: { stop(): Promise<void> }[] = [];
const cloud = await startCloud({
  config: target.config,
  dataDirectory,
  props: { nearBoundSeconds: 60 },
  log: (line) => lines.push(line),
  between: async (engine, endpoint) => {
    const proxy = await startCountingProxy(SERVICES[engine], endpoint, calls);
    proxies.push(proxy);
    return proxy.endpoint;
  },
});
const projected = countProjector();
countInvocations(cloud.executor, true);
countInvocations(cloud.dispatch, false);
const ductape = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });

/** A job's kind, and when its dispatch was answered: calls after that are its runs'. */
const jobs = new Map<string, { kind: string; answered: number }>();
async function dispatch(kind: string, schedule: object): Promise<void> {
  const { job_id } = await ductape.actions.dispatch({
    app: 'target',
    event: 'hit',
    input: { body: {} },
    schedule,
  });
  jobs.set(job_id, { kind, answered: Date.now() });
}

/** A hundred in one call. */
async function dispatchMany(kind: string, schedule: object): Promise<void> {
  const { results } = await ductape.dispatchMany(
    Array.from({ length: jobsOfKind(kind) }, () => ({
      namespace: 'actions' as const,
      app: 'target',
      event: 'hit',
      input: { body: {} },
      schedule,
    })),
  );
  for (const result of results)
    if ('job' in result) jobs.set(result.job.job_id, { kind, answered: Date.now() });
}

/** Jobs of each kind, all of which are due at the same moments; and those that warm the functions, which do not count. */
const OF_EACH: Record<string, number> = { one_time_ten: 10, one_time_many: 100 };
const FEW = 5;
const WARMING = 100;
/** Runs of each job of every minute. */
const MINUTES = 5;

const KINDS = {
  one_time_near: (now: number) => ({ start_at: now + 5 * SECOND }),
  one_time_ten: (now: number) => ({ start_at: now + 5 * SECOND }),
  one_time_many: (now: number) => ({ start_at: now + 8 * SECOND }),
  one_time_far: (now: number) => ({ start_at: now + 100 * SECOND }),
  cron_second: (now: number) => ({ cron: '* * * * * *', start_at: now + 5 * SECOND, limit: 60 }),
  cron_minute: (now: number) => ({ cron: '* * * * *', start_at: now + 5 * SECOND, limit: MINUTES }),
  minute_precision: (now: number) => ({
    cron: '* * * * *',
    start_at: now + 5 * SECOND,
    limit: MINUTES,
    precision: 'minute',
  }),
  interval_1s: (now: number) => ({ every: SECOND, start_at: now + 5 * SECOND, limit: 60 }),
} as const;

const isMany = (kind: string) => kind.endsWith('many');
const jobsOfKind = (kind: string) => OF_EACH[kind] ?? FEW;

try {
  process.stdout.write('dispatching jobs of each kind; this takes six minutes\n');
  for (let i = 0; i < WARMING; i += 1) await dispatch('warming', {});
  while (target.hits.length < WARMING) await sleep(100);
  for (const [kind, scheduleOf] of Object.entries(KINDS)) {
    const schedule = scheduleOf(Date.now());
    if (isMany(kind)) await dispatchMany(kind, schedule);
    for (let i = 0; i < jobsOfKind(kind) && !isMany(kind); i += 1) await dispatch(kind, schedule);
  }
  await sleep((MINUTES + 1) * 60 * SECOND);
  report();
} finally {
  await cloud.stop();
  for (const proxy of proxies) await proxy.stop();
  await target.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

/** Shares what was logged: a line among those it is about, and metrics among all invocations. */
function countLogs(): void {
  const about = lines.map((line) => ({ kb: (line.length + 1) / 1000, line, job: JOB.exec(line)?.[0] }));
  const invocations = calls.filter(({ operation }) => operation === 'Lambda.Invoke');
  const metrics = about.filter(({ line }) => line.startsWith('{"_aws"')).reduce((sum, { kb }) => sum + kb, 0);
  const each = metrics / invocations.reduce((sum, { share }) => sum + share, 0);
  for (const { job, at, share } of invocations)
    calls.push({ operation: 'Logs.Kilobyte', job, at, share: share * each, units: 0 });
  for (const { kb, line, job } of about.filter((told) => told.job !== undefined))
    calls.push({
      operation: 'Logs.Kilobyte',
      job,
      at: Date.parse(/"timestamp":"([^"]+)"/.exec(line)?.[1] ?? ''),
      share: kb,
      units: 0,
    });
}

function report(): void {
  countLogs();
  const usd: Record<string, number> = {};
  const counts: Record<string, Record<string, number>> = {};
  for (const kind of Object.keys(KINDS)) {
    const runs = target.hits.filter((hit) => jobs.get(hit.job)?.kind === kind).length;
    const oneTime = kind.startsWith('one_time');
    const mine = calls.filter(({ job, at }) => {
      const known = job === undefined ? undefined : jobs.get(job);
      return known?.kind === kind && (oneTime || at > known.answered);
    });
    const per = oneTime ? jobsOfKind(kind) : Math.max(1, runs);
    const each = amountsOf(mine, per);
    if (kind === 'one_time_far') Object.assign(each, { 'Scheduler.Invocation': 1, 'SQS.SentByScheduler': 1 });
    counts[kind] = each;
    usd[kind] = usdPerMillion(each);
    process.stdout.write(
      `${kind.padEnd(14)} ${runs} runs  $${usd[kind]} per million  ${callsOf(mine, per)} calls each\n`,
    );
    for (const [name, amount] of Object.entries(each).sort())
      process.stdout.write(`    ${name.padEnd(30)} ${amount}\n`);
    if (!oneTime) continue;
    const dispatched = mine.filter(({ job = '', at }) => at <= (jobs.get(job)?.answered ?? 0));
    usd[`${kind}_dispatch`] = usdPerMillion(amountsOf(dispatched, per));
    process.stdout.write(`  of it until its dispatch was answered: $${usd[`${kind}_dispatch`]}\n`);
    for (const [name, amount] of Object.entries(amountsOf(dispatched, per)).sort())
      process.stdout.write(`    ${name.padEnd(30)} ${amount}\n`);
  }
  const units = calls
    .filter(({ job, operation }) => job === undefined && operation === 'DynamoDB.UpdateItem')
    .reduce((sum, call) => sum + call.units, 0);
  const projector = { ...projected, write_units: units, jobs: jobs.size, runs: target.hits.length };
  process.stdout.write(`the projector, for all of them together: ${JSON.stringify(projector)}\n`);
  process.stdout.write(`${JSON.stringify({ usd_per_million: usd, projector, calls: counts })}\n`);
}
