import type { Config } from '../../contract/config.ts';
import type { DeclaredSchedules } from '../../contract/named-schedule.ts';
import type { Command } from '../../core/jobs/advance.ts';
import { isEnded, type JobRow } from '../../core/jobs/row.ts';
import { everything } from '../../core/jobs/scope.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import type { DispatchSetup } from '../../core/usecases/dispatch/first-answer.ts';
import { sweep } from '../../core/usecases/maintain/sweep.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { Superseded, setIn } from '../../core/usecases/schedules/declared-set.ts';
import { completeSchedules, deploySchedules } from '../../core/usecases/schedules/deploy-schedules.ts';
import { healSchedules } from '../../core/usecases/schedules/heal-schedules.ts';
import { deleteSchedule } from '../../core/usecases/schedules/manage-schedules.ts';
import { putSchedules } from '../../core/usecases/schedules/put-schedules.ts';
import { upsertSchedule } from '../../core/usecases/schedules/upsert-schedule.ts';
import { finalViolations } from './accounting.ts';
import { CALLER, SCOPES } from './callers.ts';
import { NO_FAULTS } from './faults.ts';
import type { CrashPoint, Process } from './process.ts';
import { SETUP } from './scenario.ts';

import { World } from './world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };

/** The base is deployed; the others begin so long after. The sweep has completed by then what a process has left, and all is looked at at the end. */
const AT = {
  byHand: START + 30 * SECOND,
  steps: START + MINUTE,
  healed: START + 5 * MINUTE,
  end: START + 10 * MINUTE,
};

/** A process that stands still continues before a command gives up, ms; by then others are done. */
const STALL = 8 * SECOND;

/** Schedules by name, in hours; a text is a schedule of another namespace. */
type Hours = Record<string, number | string>;

/** A set that a deploy or a caller applies, and when, s after the first. */
interface Step {
  by: 'deploy' | 'call';
  set: Hours;
  after?: number;
  /** The deploy fails when its schedules are applied; what is rolled back first. */
  fails?: 'functions' | 'schedules';
}

/** A base that is deployed, and what is applied over it. */
export interface Story {
  name: string;
  base: Hours;
  steps: Step[];
}

/** After it was deployed `kept` is paused, `cut` is cancelled, and `mine` is declared, all by hand. */
const BASE: Hours = { kept: 1, same: 1, changed: 1, gone: 1, moved: 1, cut: 1, mine: 1 };
const NEXT: Hours = { kept: 1, same: 1, changed: 2, moved: 'events', come: 1, cut: 1 };
const OTHER: Hours = { kept: 1, same: 2, changed: 1, gone: 1, moved: 2, other: 1 };

export const stories: readonly Story[] = [
  { name: 'a deploy', base: BASE, steps: [{ by: 'deploy', set: NEXT }] },
  {
    name: 'a deploy that is rolled back, its functions first',
    base: BASE,
    steps: [{ by: 'deploy', set: NEXT, fails: 'functions' }],
  },
  {
    name: 'a deploy that is rolled back, its schedules first',
    base: BASE,
    steps: [{ by: 'deploy', set: NEXT, fails: 'schedules' }],
  },
  { name: 'a deploy without schedules', base: BASE, steps: [{ by: 'deploy', set: {} }] },
  {
    name: 'a deploy without schedules that is rolled back',
    base: BASE,
    steps: [{ by: 'deploy', set: {}, fails: 'functions' }],
  },
  {
    name: 'the same set by two callers at once',
    base: BASE,
    steps: [
      { by: 'call', set: NEXT },
      { by: 'call', set: NEXT },
    ],
  },
  {
    name: 'two sets by two callers at once',
    base: BASE,
    steps: [
      { by: 'call', set: NEXT },
      { by: 'call', set: OTHER, after: 1 },
    ],
  },
  {
    name: 'a set and what there was, by two callers at once',
    base: BASE,
    steps: [
      { by: 'call', set: NEXT },
      { by: 'call', set: BASE, after: 1 },
    ],
  },
  {
    name: 'a deploy and a caller at once',
    base: BASE,
    steps: [
      { by: 'deploy', set: NEXT },
      { by: 'call', set: OTHER, after: 1 },
    ],
  },
];

/** What may happen to a process at one of its calls: it dies before or after that, or stands still. */
export const FAULTS = ['stall', 'before', 'after'] as const;

/** One of them, at this one of all calls. */
export interface Fault {
  call: number;
  moment: (typeof FAULTS)[number];
}

function crashAt(fault: Fault | undefined): CrashPoint | undefined {
  if (!fault || fault.moment === 'stall') return undefined;
  return { call: fault.call, moment: fault.moment };
}

/** The setup of functions with these schedules. */
function codeOf(hours: Hours): DispatchSetup {
  const app = SETUP.config.products['shop']?.envs['dev']?.actions?.['app'];
  const entries = Object.entries(hours).map(([name, given]) => {
    const namespace = typeof given === 'string' ? given : 'actions';
    const every = typeof given === 'string' ? HOUR : given * HOUR;
    return [name, { namespace, app: 'app', event: 'e', input: {}, schedule: { every } }];
  });
  const schedules = Object.fromEntries(entries) as DeclaredSchedules;
  const dev = { ...(app && { actions: { app }, events: { app } }), schedules };
  return { ...SETUP, config: { products: { shop: { envs: { dev } } } } as Config };
}

const schedulesOf = ({ config }: DispatchSetup): DeclaredSchedules =>
  config.products['shop']?.envs['dev']?.schedules ?? {};

const digestOf = (code: DispatchSetup) => setIn(code.config, SCOPE, code.digest).digest;

/** CloudFormation and callers in a world: what is live, and what each is answered. */
class Operators {
  readonly world: World;
  live: DispatchSetup;
  /** Those that apply a set. */
  readonly processes = new Set<Process>();

  constructor(world: World, base: DispatchSetup) {
    this.world = world;
    this.live = base;
  }

  /** Deploys one set after the other; a deploy whose call fails is rolled back. @returns the set that stands */
  async deploy(code: DispatchSetup, fails?: Step['fails']): Promise<void> {
    const before = this.live;
    this.live = code;
    const isDone = await this.tell(digestOf(code));
    if (isDone && !fails) return;
    if (fails === 'schedules') await this.untilTold(digestOf(before));
    this.live = before;
    if (fails !== 'schedules') await this.untilTold(digestOf(before));
  }

  /** Calls the API until there is an answer; that another set stands is one. */
  async call(code: DispatchSetup): Promise<void> {
    const schedules = schedulesOf(code);
    for (let isDone = false; !isDone; )
      isDone = await this.work((world) => putSchedules({ ...SCOPE, schedules }, code, world));
  }

  private async untilTold(digest: string): Promise<void> {
    for (let isDone = false; !isDone; ) isDone = await this.tell(digest);
  }

  /** Tells the executor a digest, as the custom resource does; false when it fails or dies. */
  private async tell(digest: string): Promise<boolean> {
    return await this.work((ports) => deploySchedules(SCOPE, digest, this.live, ports));
  }

  private work(what: (ports: Ports) => Promise<unknown>): Promise<boolean> {
    return new Promise((resolve) => {
      let isAnswered = false;
      const answer = (isDone: boolean) => {
        isAnswered = true;
        resolve(isDone);
      };
      const isGone = (process: Process) => {
        if (isAnswered) return;
        if (process.dead) this.world.time.after(10 * SECOND, () => answer(false));
        else this.world.time.after(SECOND, () => isGone(process));
      };
      void this.world.inProcess(async (ports, process) => {
        this.processes.add(process);
        isGone(process);
        await what(ports).then(
          () => answer(true),
          (error: unknown) => this.world.time.after(10 * SECOND, () => answer(error instanceof Superseded)),
        );
      });
    });
  }
}

/** What came of a story: the calls of all processes, those of the ones that apply a set, and what is not as it was declared. */
interface Played {
  calls: number;
  ownCalls: number;
  violations: string[];
}

/** Plays a story with a fault at one of the calls of its steps, and says what is not as it was declared. */
export async function playStory(story: Story, fault?: Fault): Promise<Played> {
  const world = new World(1, START, NO_FAULTS);
  const base = codeOf(story.base);
  const operators = new Operators(world, base);
  void operators.deploy(base);
  world.time.at(AT.byHand, () => {
    void ask('kept', { type: 'pause' }, world);
    void ask('cut', { type: 'cancel' }, world);
    const body = { ...SCOPE, ...schedulesOf(base)['mine'] };
    void world.inProcess((ports) => upsertSchedule('mine', body, 'call', base, ports));
  });
  await world.time.runUntil(AT.steps - 1);
  const kept = await rowOf('kept', world);

  let begun = 0;
  const { pass } = world;
  world.pass = (process, ms, goOn, step) => {
    if (!operators.processes.has(process)) return pass(process, ms, goOn, step);
    begun += 1;
    pass(process, fault?.moment === 'stall' && begun === fault.call ? STALL : ms, goOn, step);
  };
  world.calls = 0;
  world.dieAt = crashAt(fault);
  for (const { by, set, after = 0, fails } of story.steps) {
    const act = () => (by === 'call' ? operators.call(codeOf(set)) : operators.deploy(codeOf(set), fails));
    world.time.at(AT.steps + after * SECOND, () => void act());
  }
  let calls = 0;
  world.time.at(AT.healed, () => {
    calls = world.calls;
  });
  world.swept = true;
  for (let at = AT.steps + MINUTE; at < AT.end; at += MINUTE)
    world.time.at(at, () => {
      const heal = (ports: Ports) =>
        healSchedules(SCOPES, (...set) => completeSchedules(...set, operators.live, ports), ports);
      void world.inProcess((ports) => sweep(SCOPES, ports, () => heal(ports)), 'none');
    });
  await world.time.runUntil(AT.end);
  const violations = await violationsOf(story, operators, kept);
  violations.push(...(await endAll(world, base)));
  return { calls, ownCalls: begun, violations };
}

async function rowOf(name: string, world: World): Promise<JobRow | undefined> {
  const holder = await world.names.find(SCOPE, name);
  return holder ? world.jobs.rows.get(holder.job_id) : undefined;
}

async function ask(name: string, command: Command, world: World): Promise<void> {
  const row = await rowOf(name, world);
  await world.inProcess((ports) => changeJob(row?.id ?? '', command, CALLER, everything, ports));
}

/** What stands, against the set that was begun last; of deploys alone, against that of the code which is live. */
async function violationsOf(story: Story, { world, live }: Operators, kept: JobRow | undefined) {
  const found: string[] = [];
  const applied = await world.names.findApplied(SCOPE);
  if (applied?.open !== false) found.push('a set is not applied to its end');
  const sets = [story.base, ...story.steps.map(({ set }) => set)].map(codeOf);
  const stands = sets.find((code) => digestOf(code) === applied?.digest);
  const isOnlyDeployed = story.steps.every(({ by }) => by === 'deploy');
  if (!stands || (isOnlyDeployed && applied?.digest !== digestOf(live)))
    found.push('another set was applied');
  const wanted = stands ? schedulesOf(stands) : {};
  // One that a failing deploy has ended comes back as another job, which is paused too.
  const isEverywhere = story.steps.every(({ set }) => 'kept' in set);
  const rows = [...world.jobs.rows.values()];
  const names = new Set([...rows.map((row) => row.declared?.name ?? ''), ...Object.keys(wanted)]);
  for (const name of names) {
    const own = rows.filter((row) => row.declared?.name === name);
    const [job, ...others] = own.filter((row) => !isEnded(row));
    // Code that declares it takes it over, and may end it then.
    const isMine = !(name in wanted) && own.some((row) => row.declared?.by === 'call');
    if (Number(job !== undefined) + others.length !== Number(isMine || name in wanted))
      found.push(`${name} has ${own.length - own.filter(isEnded).length} jobs`);
    if (!job) continue;
    if ((await rowOf(name, world))?.id !== job.id) found.push(`the job of ${name} does not hold its name`);
    const { namespace, schedule } = wanted[name] ?? {};
    const isAsDeclared =
      job.namespace === namespace && job.schedule.kind === 'every' && job.schedule.every === schedule?.every;
    if (!isMine && !isAsDeclared) found.push(`${name} is not as it was declared`);
    if (isMine && own.length > 1) found.push('mine was begun anew');
    if (name === 'kept' && (job.status !== 'paused' || (isEverywhere && job.id !== kept?.id)))
      found.push('kept is not paused any more');
  }
  const lost = rows.filter(
    ({ id, payload }) => !world.jobs.payloads.has(payload === undefined ? id : `${id}#${payload}`),
  );
  if (lost.length > 0) found.push(`${lost.length} payloads are gone`);
  return found;
}

/** Ends what stands and lets everything come to rest. */
async function endAll(world: World, code: DispatchSetup): Promise<string[]> {
  world.dieAt = undefined;
  const found: string[] = [];
  void world.inProcess(async (ports) => {
    await putSchedules({ ...SCOPE, schedules: {} }, code, ports);
    await deleteSchedule('mine', SCOPE, 'over', CALLER, ports);
  });
  await world.time.runUntil(START + 12 * DAY);
  if (world.scheduler.schedules.size > 0) found.push('a schedule was left behind');
  return [...found, ...finalViolations(world, new Set(world.jobs.rows.keys()))];
}

/** Plays a story with the fault at each of its calls in turn, or at one in `step` of them; a hasty one ends at the first violation. */
export async function playFaults(
  story: Story,
  moment: Fault['moment'],
  { step = 1, isHasty = false }: { step?: number; isHasty?: boolean } = {},
): Promise<{ plays: number; violations: string[] }> {
  const violations: string[] = [];
  let plays = 0;
  const without = await playStory(story);
  const calls = moment === 'stall' ? without.ownCalls : without.calls;
  for (let call = 1; call <= calls && !(isHasty && violations.length > 0); call += step) {
    plays += 1;
    const played = await playStory(story, { call, moment });
    violations.push(...played.violations.map((what) => `${moment} call ${call}: ${what}`));
  }
  return { plays, violations };
}
