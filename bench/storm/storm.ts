import { SWEEP } from '../../core/messages/message.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import type { TelemetryEvent } from '../../core/ports/telemetry.ts';
import { HOUR, MINUTE } from '../../core/time/units.ts';
import { percentile } from '../measure.ts';
import { Chance } from '../virtual/chance.ts';
import { VirtualTime } from '../virtual/virtual-time.ts';
import { dispatchAll, portsOutside, SCOPE, START, type Wanted } from './dispatched.ts';
import type { Account, Environment } from './environment.ts';
import { Executors } from './executors.ts';
import { PlayedQueues } from './played-queues.ts';
import { PlayedTable } from './played-table.ts';

/** How many jobs are due in one second, executors at work at once, and the write units that a key has in a second. */
export interface Storm {
  jobs: number;
  concurrency: number;
  unitsPerSecond: number;
  seed: number;
  /** Parts into which the jobs are cut in the indexes (`jobShards`); one unless told. */
  shards?: number;
  /** Of the jobs those whose target kills its executor at each call; none unless told. */
  killers?: number;
  /** Other tenants of the same product beside the storm, and whether each says who it is; none unless told. */
  tenants?: Tenants;
}

/** Tenants that dispatch little: jobs of theirs that are due in each second of the storm's first 20. */
interface Tenants {
  perSecond: number;
  keyed: boolean;
}

/** What came of a storm. */
export interface StormFigures {
  /** Jobs that ended as they should. */
  completed: number;
  failed: number;
  /** What they failed with, and how often. */
  errors: Record<string, number>;
  /** Jobs that never ended. */
  lost: number;
  /** Jobs whose target was called more than once. */
  runTwice: number;
  /** The most calls of one target. */
  mostCalls: number;
  deadLetters: number;
  /** Messages that met a refusal and went on as new ones. */
  sentOn: number;
  /** Messages that came back after a fault. */
  returned: number;
  /** Targets that were not called again, as the history said that they had answered. */
  foundEnded: number;
  /** Calls of the table. */
  calls: number;
  /** Of these, in percent. */
  refusedPercent: number;
  /** The keys of the table and its indexes that took the most write units in a second, with these. */
  hottest: Record<string, number>;
  /** When half of the jobs' targets, and all but one of a hundred, were first called, s after the moment at which all were due. */
  startSeconds: { p50: number; p99: number };
  /** When the last job's target was first called, s after the moment at which all were due. */
  lastStartSeconds: number;
  /** How late the runs of the other tenants were, ms. */
  tenants?: Lateness;
}

/** How late runs were, ms. */
export interface Lateness {
  runs: number;
  p50: number;
  p99: number;
  max: number;
}

const DUE = START + 600_000;
/** After so long whatever has not ended is lost, ms. */
const PATIENCE = HOUR;
const EXECUTOR_MS = 300_000;
/** Lambda's advice, which the stack follows: six times the function's. */
const VISIBILITY_MS = 6 * EXECUTOR_MS;

/**
 * Plays a storm in virtual time: jobs due in one second, answered by the executor's real handler over the stores of AWS, while each key
 * of the table takes a limited number of write units a second. The only other faults are jobs that kill their executor.
 */
export async function playStorm(storm: Storm): Promise<StormFigures> {
  const { jobs, concurrency, unitsPerSecond, seed, shards = 1, killers = 0, tenants } = storm;
  const time = new VirtualTime(START);
  const chance = new Chance(seed);
  const table = new PlayedTable();
  const queues = new PlayedQueues(time, VISIBILITY_MS);
  const told = new Map<TelemetryEvent['type'], number>();
  const account: Account = {
    time,
    chance,
    table,
    queues,
    telemetry: ({ type }) => void told.set(type, (told.get(type) ?? 0) + 1),
    scopes: [SCOPE],
    shards,
    timeout: EXECUTOR_MS,
    maxTimeout: EXECUTOR_MS - 10_000,
  };
  const called = new Map<string, number>();
  const killing = new Set<string>();
  const starts: number[] = [];
  const lateness: number[] = [];
  const dueOf = new Map<string, number>();
  const runnerFor = (environment: () => Environment) => {
    const runner: Runner = async ({ id }) => {
      const due = dueOf.get(id);
      if (due !== undefined) lateness.push(time.now - due);
      else if (!called.has(id)) starts.push(time.now - DUE);
      called.set(id, (called.get(id) ?? 0) + 1);
      if (killing.has(id)) environment().kill();
      await environment().pass(chance.between(20, 400));
      return { ok: true, result: null };
    };
    return runner;
  };
  const executors = new Executors(account, concurrency, runnerFor);

  const wanted = mixed(stormOf(jobs, tenants), tenantsOf(tenants));
  const ids: string[] = [];
  for (const [place, id] of (await dispatchAll(wanted, account)).entries()) {
    const { at = DUE, isStorm = true } = wanted[place] ?? {};
    if (isStorm) ids.push(id);
    else dueOf.set(id, at);
  }
  for (const id of ids.slice(0, killers)) killing.add(id);
  await time.runUntil(DUE - 2000);
  table.limit(unitsPerSecond, () => time.now);
  table.calls = 0;
  for (let at = DUE; at < DUE + PATIENCE; at += MINUTE)
    time.at(at, () => queues.send(SWEEP.body, at, SWEEP.lane));
  const isOver = () => executors.isIdle && queues.messages.size === 0;
  await time.runUntil(DUE + 1000);
  await time.runUntil(DUE + PATIENCE, isOver);

  const { calls, refusals } = table;
  const outside = portsOutside(account);
  const errors: Record<string, number> = {};
  let [completed, failed, lost] = [0, 0, 0];
  for (const id of ids) {
    const row = await outside.jobs.get(id);
    if (row?.status === 'completed') completed += 1;
    else if (row?.status === 'failed') {
      const { code = 'none' } = row.last_error ?? {};
      errors[code] = (errors[code] ?? 0) + 1;
      failed += 1;
    } else lost += 1;
  }
  const times = [...called.values()];
  const sorted = starts.sort((a, b) => a - b);
  const startOf = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0) / 1000;
  return {
    completed,
    failed,
    errors,
    lost,
    runTwice: times.filter((calls) => calls > 1).length,
    mostCalls: times.reduce((most, calls) => Math.max(most, calls), 0),
    deadLetters: executors.deadLetters,
    sentOn: told.get('sent-on') ?? 0,
    returned: told.get('returned') ?? 0,
    foundEnded: told.get('found-ended') ?? 0,
    calls,
    hottest: table.hottest,
    startSeconds: { p50: startOf(0.5), p99: startOf(0.99) },
    refusedPercent: Math.round((1000 * refusals) / calls) / 10,
    lastStartSeconds: startOf(1),
    ...(tenants && { tenants: figuresOf(lateness) }),
  };
}

interface Storming extends Wanted {
  isStorm: boolean;
}

/** Two lists in one, both evenly over it. */
function mixed<T>(some: readonly T[], others: readonly T[]): T[] {
  const placed = (each: readonly T[]) => each.map((one, place) => ({ one, at: place / each.length }));
  return [...placed(some), ...placed(others)].sort((a, b) => a.at - b.at).map(({ one }) => one);
}

/** Where tenants say who they are, the storm is one of them. */
function stormOf(jobs: number, tenants: Tenants | undefined): Storming[] {
  return Array(jobs).fill({ isStorm: true, at: DUE, ...(tenants?.keyed && { key: 'storm' }) });
}

/** Some in each of the groups that keys share. */
const TENANTS = 8;
const TENANTS_MS = 20_000;

function tenantsOf({ perSecond, keyed }: Tenants = { perSecond: 0, keyed: false }): Storming[] {
  return Array.from({ length: (perSecond * TENANTS_MS) / 1000 }, (_, place) => ({
    isStorm: false,
    at: DUE + Math.floor((place * 1000) / perSecond),
    ...(keyed && { key: `tenant ${place % TENANTS}` }),
  }));
}

function figuresOf(lateness: readonly number[]): Lateness {
  const [p50 = 0, p99 = 0, max = 0] = [50, 99, 100].map((p) => percentile(lateness, p));
  return { runs: lateness.length, p50, p99, max };
}
