import { Chance } from '../../bench/virtual/chance.ts';
import type { Config } from '../../contract/config.ts';
import { NAMESPACES, type Namespace } from '../../contract/namespaces.ts';
import { asRecord } from '../../contract/plain-data.ts';
import type { Schedule, SchedulePatch } from '../../contract/schedule.ts';
import type { Command } from '../../core/jobs/advance.ts';
import { isEnded } from '../../core/jobs/row.ts';
import { everything } from '../../core/jobs/scope.ts';
import type { NamespaceInput } from '../../core/ports/namespace.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import type { DispatchSetup } from '../../core/usecases/dispatch/first-answer.ts';
import { loseByHand } from '../../core/usecases/maintain/rebuild-stats.ts';
import { sweep } from '../../core/usecases/maintain/sweep.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import {
  capacityViolations,
  finalViolations,
  rebuiltViolations,
  restViolations,
  statsViolations,
  tellingViolations,
  wrongRunViolations,
} from './accounting.ts';
import { anySchedule } from './any-schedule.ts';
import { isUndone, undoSometimes } from './audits.ts';
import { changeInBulk, isChangedInBulk } from './bulks.ts';
import { CALLER, SCOPES } from './callers.ts';
import { type Faults, NO_FAULTS } from './faults.ts';
import { holdJobs } from './holds.ts';
import { Throttles } from './throttles.ts';
import { World } from './world.ts';

/** Of this many worlds, in one callers hold all jobs; in each third of these nothing else fails. */
const HELD = { of: 9, rest: 4, calm: 27, calmRest: 13 };

/** Of this many worlds, in one a caller pauses jobs whose runs continue elsewhere. */
const PAUSED_AWAY = 11;

/** Of this many worlds, in one jobs say how long a run should take. */
const EXPECTING = { of: 17, rest: 8 };

/** In how many parts a world's time is swept; more would only take longer to simulate. */
const SWEEPS = 100;

/** All that waited for capacity is done so long after there is some again, ms. */
const RESTED_AFTER = 2.5 * MINUTE;

/** How long nothing goes wrong any more at a world's end, ms. */
const CALM = 40 * DAY;

const lambda = {
  provider: 'lambda',
  functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
} as const;
const config: Config = { products: { shop: { envs: { dev: { actions: { app: lambda } } } } } };
/** Too large to ride in a row. */
const LARGE = { pad: 'x'.repeat(400) };
/** Whatever is asked of it; its payload is an item of its own unless the input says `small`. */
const anything: NamespaceInput = {
  fields: ['app', 'event', 'input'],
  read: ({ input }) => ({
    ok: true,
    value: { target: { resource: 'app', event: 'e' }, input: asRecord(input)['small'] ? {} : LARGE },
  }),
  validateAgainst: () => undefined,
};

export const SETUP: DispatchSetup = {
  config,
  inputs: Object.fromEntries(NAMESPACES.map((name) => [name, anything])) as Record<Namespace, NamespaceInput>,
  maxTimeout: 300_000,
  digest: (text) => text,
  caller: CALLER,
};

/** How a simulated world came out. */
export interface Report {
  violations: string[];
  jobs: number;
  runs: number;
  /** Calls of ports, each a place to die. */
  calls: number;
  virtualDays: number;
  /** The days its jobs lived, from their dispatch to their end. */
  jobDays: number;
}

/** How large a world is, and what of it is left out. */
export interface Scope {
  /** Jobs dispatched; 3 to 7 unless told. */
  jobs?: number;
  /** Days in which they are dispatched; two minutes unless told. */
  days?: number;
  /** Without the sweep, the protocol has to keep its promises alone. */
  sweeping?: boolean;
  /** Ends at the first promise that is broken: what is broken may go on for ever. */
  hasty?: boolean;
}

/** Simulates one world: jobs of every kind, commands, all faults; then calm, until nothing moves any more. */
export async function simulate(
  seed: number,
  { jobs, days, sweeping = true, hasty = false }: Scope = {},
): Promise<Report> {
  const start = Date.UTC(2026, 0, 1) + seed * 7_919_000;
  const world = new World(seed, start, faultsOf(seed));
  const { chance } = world;
  world.nearBound = chance.pick([900_000, 900_000, 60_000]);
  world.failure = (random) =>
    random.happens(0.2) ? random.pick(['TIMEOUT', 'NOT_FOUND', 'CARD_DECLINED']) : undefined;

  const throttled = throttledIn(seed);
  if (throttled) world.throttles = Throttles.any(new Chance(seed), start);
  if (throttled === 'alone') world.watch.onlyThrottles = world.throttles;
  if (chance.happens(0.5)) world.listen();

  if (seed % PAUSED_AWAY === 0) pauseAway(world);
  if (seed % EXPECTING.of === EXPECTING.rest) world.expects = { expectedDuration: 10 * SECOND };
  const undoing = throttled !== 'alone' && isUndone(seed);
  world.audits.isFaulty = undoing;

  const acknowledged = new Set<string>();
  let end = sweeping && hasOutage(seed) ? standStill(world, seed, start, acknowledged) : start;
  for (let i = jobs ?? chance.between(3, 7); i > 0; i -= 1) {
    const at = start + chance.between(0, days === undefined ? 2 * MINUTE : days * DAY);
    const { schedule, lasts } = anySchedule(chance, days === undefined ? start : at);
    end = Math.max(end, at + lasts);
    const dispatched = () => dispatch(world, schedule, at + lasts, acknowledged);
    world.time.at(
      at,
      () => void dispatched().then((id) => undoing && id && undoSometimes(world, id, seed, at + lasts)),
    );
  }
  if (sweeping && throttled !== 'alone' && seed % HELD.of === HELD.rest) holdJobs(world, start, end);
  // A job of each year that is cancelled by a process that dies keeps its schedule until that fires.
  const inBulk = isChangedInBulk(seed) && !hasOutage(seed);
  const bulks = inBulk ? changeInBulk(world, seed, start, end) : () => [];
  // Whatever a bulk operation paused last, no job stays paused.
  for (const after of inBulk ? [2 * MINUTE, 10 * MINUTE] : [])
    world.time.at(end + after, () => [...world.jobs.rows.keys()].forEach((id) => void resume(world, id)));
  if (sweeping) {
    if (throttled !== 'alone') sabotage(world, start, end);
    world.sweepUntil(end, Math.min(DAY / 2, Math.max(MINUTE, Math.ceil((end - start) / SWEEPS))));
  }
  const isOver = () => hasty && world.watch.violations.length > 0;
  const rested: string[] = [];
  if (throttled === 'alone' && world.throttles)
    world.time.at(world.throttles.end + RESTED_AFTER, () => rested.push(...restViolations(world)));
  await world.time.runUntil(end, isOver);
  world.faults = NO_FAULTS;
  if (sweeping) world.sweepUntil(end + CALM, DAY);
  await world.time.runUntil(end + CALM, isOver);
  // What has come due since the last sweep waits for another one if people have deleted its wake-ups.
  if (world.purged && restViolations(world).length > 0) {
    world.sweepUntil(end + CALM + HOUR, MINUTE);
    await world.time.runUntil(end + CALM + HOUR, isOver);
  }
  const runs = [...world.jobs.rows.values()].reduce((sum, row) => sum + row.execution_count, 0);
  const counts = sweeping ? await countViolations(world) : [];
  const capacity = throttled === 'alone' ? [...rested, ...capacityViolations(world)] : [];
  return {
    violations: [...finalViolations(world, acknowledged), ...counts, ...capacity, ...bulks()],
    jobs: acknowledged.size,
    runs,
    calls: world.calls,
    virtualDays: (world.time.now - start) / DAY,
    jobDays: jobDays(world),
  };
}

/** What is counted and told is what has happened, but for what can be known no more. */
async function countViolations(world: World): Promise<string[]> {
  const wrong = wrongRunViolations(world);
  if (world.stream.outage) return [...wrong, ...(await rebuiltViolations(world))];
  const audit = await world.audits.violations(world);
  return [...wrong, ...(await statsViolations(world)), ...tellingViolations(world), ...audit];
}

/** In some worlds the projector stands still for days. */
function hasOutage(seed: number): boolean {
  return seed % 13 >= 10 && throttledIn(seed) !== 'alone';
}

/** The projector stands still for more than a day, while jobs are dispatched and run, and until its rebuild is done. @returns when that is */
function standStill(world: World, seed: number, start: number, acknowledged: Set<string>): number {
  const chance = new Chance(seed ^ 0xdead);
  // Only a stream that was read before is known for another.
  const isReplaced = chance.happens(0.3);
  const from = start + chance.pick([isReplaced ? 3 * MINUTE : 0, 3 * MINUTE, chance.between(HOUR, 3 * DAY)]);
  const until = from + (isReplaced ? chance.between(0, 5 * HOUR) : chance.between(25 * HOUR, 90 * HOUR));
  if (isReplaced) world.time.at(until - 1, () => world.stream.replace());
  const rebuilt = until + 3 * DAY;
  let end = rebuilt;
  world.stream.outage = { from, until };
  // Often enough that an hour without a pulse is as unlikely as with a sweep each minute.
  for (let at = from; at < rebuilt; at += (at < until ? 5 : 20) * MINUTE)
    world.time.at(at, () => void world.inProcess((ports) => sweep(SCOPES, ports), 'none'));
  const moments = Array.from({ length: chance.between(2, 6) }, () => chance.between(from, until + 2 * DAY));
  for (const at of [...moments, until - MINUTE, until, until + chance.between(0, MINUTE)]) {
    const { schedule, lasts } = anySchedule(chance, at);
    end = Math.max(end, at + lasts);
    world.time.at(at, () => void dispatch(world, schedule, at + lasts, acknowledged));
  }
  // Nothing happens to these until the end.
  const yearly = {
    product: 'shop',
    env: 'dev',
    app: 'app',
    event: 'e',
    input: {},
    schedule: { cron: '0 0 1 1 *' },
  };
  for (const at of [start, chance.between(from, until), chance.between(until, rebuilt)])
    world.time.at(at, () => {
      const dispatched = dispatchJob('actions', yearly, SETUP, world.outside());
      void dispatched.then(({ result }) => acknowledged.add(result.job_id));
    });
  if (chance.happens(0.2))
    world.time.at(until + chance.between(0, DAY), () => void world.inProcess((ports) => loseByHand(ports)));
  return end;
}

/** Whenever a run leaves the executor a caller may pause its job, about when its work ends, and resume it some time later. */
function pauseAway(world: World): void {
  const { chance, leave, time } = world;
  world.leave = (execution, id) => {
    const outcome = leave(execution, id);
    if (!outcome || chance.happens(0.3)) return outcome;
    const after = chance.between(0, 2 * MINUTE);
    time.after(after, () => void ask(world, id, { type: 'pause' }));
    time.after(after + chance.between(0, 5 * MINUTE), () => resume(world, id));
    // The pause may have come after the first look.
    time.after(after + 6 * MINUTE, () => resume(world, id));
    return outcome;
  };
}

const ask = (world: World, id: string, what: Command) =>
  world.inProcess((ports) => changeJob(id, what, world.audits.next(), everything, ports));

/** Resumes a paused job, and asks again each minute while it is paused. */
function resume(world: World, id: string): void {
  if (world.jobs.rows.get(id)?.status !== 'paused') return;
  void ask(world, id, { type: 'resume' });
  world.time.after(MINUTE, () => resume(world, id));
}

function jobDays(world: World): number {
  const lives = [...world.watch.rows.values()].map((row) => {
    const end = row.deleted_at ?? (isEnded(row) ? row.completed_at : undefined) ?? world.time.now;
    return end - row.created_at;
  });
  return lives.reduce((sum, life) => sum + life, 0) / DAY;
}

/** In some worlds an operator purges the queue or deletes all schedules. */
function sabotage(world: World, start: number, end: number): void {
  const { chance } = world;
  if (chance.happens(0.15)) world.time.at(chance.between(start, end), () => world.purge());
  if (chance.happens(0.15)) world.time.at(chance.between(start, end), () => world.deleteSchedules());
}

/** A caller that tries again with its idempotency key until it has an answer, and may cancel later. */
async function dispatch(
  world: World,
  schedule: Schedule | undefined,
  end: number,
  acknowledged: Set<string>,
): Promise<string | undefined> {
  const { chance } = world;
  const body = {
    product: 'shop',
    env: 'dev',
    app: 'app',
    event: 'e',
    input: { small: acknowledged.size % 2 === 0 },
    ...(schedule && { schedule }),
    retries: chance.between(0, 3),
    retryConfig: { initialDelay: chance.pick([10, 1000, 20 * MINUTE]), jitter: chance.happens(0.5) },
    timeout: chance.between(1, 20) * SECOND,
    ...world.expects,
    ...(chance.happens(0.5) && { idempotency_key: `key-${chance.next()}` }),
  };
  const id = await acknowledge(world, body);
  if (id === undefined) return undefined;
  acknowledged.add(id);
  if (chance.happens(0.2)) command(world, id, { type: 'cancel', reason: 'test' }, end);
  for (let i = chance.happens(0.5) ? chance.between(1, 6) : 0; i > 0; i -= 1) {
    command(world, id, anyCommand(chance, world.time.now), end);
  }
  // Whatever paused it last, no job stays paused.
  world.time.at(end + MINUTE, () => resume(world, id));
  return id;
}

/** Dispatches, again while there is no answer if there is a key to do so; the job's id once it is acknowledged. */
async function acknowledge(world: World, body: object): Promise<string | undefined> {
  const most = 'idempotency_key' in body ? 5 : 1;
  for (let tries = 0; tries < most; tries += 1) {
    const answered = world.inProcess((ports) => dispatchJob('actions', body, SETUP, ports));
    const timeout = new Promise<undefined>((resolve) => world.time.after(10_000, () => resolve(undefined)));
    const answer = await Promise.race([answered, timeout]);
    if (answer) return answer.result.job_id;
  }
  return undefined;
}

function command(world: World, id: string, what: Command, end: number): void {
  const { chance } = world;
  world.time.at(chance.between(world.time.now, end), () => void ask(world, id, what));
}

function anyCommand(chance: Chance, now: number): Command {
  switch (chance.between(1, 6)) {
    case 1:
      return { type: 'pause' };
    case 2:
      return { type: 'resume' };
    case 3:
      return { type: 'trigger' };
    case 4:
      return { type: 'retry', delay: chance.pick([0, 1000, HOUR]) };
    case 5:
      return { type: 'delete' };
    default:
      return {
        type: 'reschedule',
        schedule: chance.pick<SchedulePatch>([
          { every: 90 * SECOND, cron: null, tz: null, limit: 5 },
          { cron: '*/7 * * * *', every: null, tz: 'Europe/Paris', limit: 9 },
          { start_at: now + HOUR },
          { limit: 4 },
          { overlap: 'queue' },
          { missed: 'all', precision: 'second' },
          { limit: 60 },
          { cron: null, every: null, limit: null, endDate: null, overlap: null, missed: null, tz: null },
        ]),
      };
  }
}

/** Whether capacity lacks in a world, beside other faults or alone. */
function throttledIn(seed: number): 'alone' | 'too' | undefined {
  if (seed % 4 !== 0) return undefined;
  return seed % 8 === 0 ? 'alone' : 'too';
}

function faultsOf(seed: number): Faults {
  if (throttledIn(seed) === 'alone') return { ...NO_FAULTS, skew: 300, slow: 0.05, defer: 0.1 };
  if (seed % 10 === 0 || seed % HELD.calm === HELD.calmRest) return NO_FAULTS;
  const heavy = seed % 3 === 0 ? 3 : 1;
  return {
    death: 0.01 * heavy,
    throttle: 0.01 * heavy,
    lostAnswer: 0.01 * heavy,
    duplicate: 0.05,
    skew: 300,
    slow: 0.05,
    slowScope: 0.1,
    frozen: 0.02 * heavy,
    defer: 0.1,
  };
}
