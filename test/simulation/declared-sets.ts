import type { Config } from '../../contract/config.ts';
import type { DeclaredSchedules } from '../../contract/named-schedule.ts';
import { isEnded, type JobRow } from '../../core/jobs/row.ts';
import { everything } from '../../core/jobs/scope.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import type { DispatchSetup } from '../../core/usecases/dispatch/first-answer.ts';
import { sweep } from '../../core/usecases/maintain/sweep.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { Superseded, setIn } from '../../core/usecases/schedules/declared-set.ts';
import { deploySchedules, healSchedules } from '../../core/usecases/schedules/heal-schedules.ts';
import { deleteSchedule } from '../../core/usecases/schedules/manage-schedules.ts';
import { putSchedules } from '../../core/usecases/schedules/put-schedules.ts';
import { upsertSchedule } from '../../core/usecases/schedules/upsert-schedule.ts';
import { finalViolations } from './accounting.ts';
import type { Process } from './process.ts';
import { SETUP } from './scenario.ts';
import { type CrashPoint, NO_FAULTS, SCOPES, World } from './world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };

/** The base is deployed; the others begin so long after, and a faulty one is over when all is looked at. */
const AT = { pause: START + 30 * SECOND, steps: START + MINUTE, end: START + 20 * MINUTE };

/** A process that stands still goes on before anyone may think it dead, ms. */
const STALL = 40 * SECOND;

/** Schedules by name, in hours; a text is a schedule of another namespace. */
type Hours = Record<string, number | string>;

/** Who applies a set, and when, s after the first. */
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

const BASE: Hours = { kept: 1, same: 1, changed: 1, gone: 1, moved: 1 };
const NEXT: Hours = { kept: 1, same: 1, changed: 2, moved: 'events', come: 1 };
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

/** Where a process dies or stands still: at this one of all calls. */
export type Fault = CrashPoint | { call: number; moment: 'stall' };

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
    const { schedules = {} } = code.config.products['shop']?.envs['dev'] ?? {};
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

  private work(what: (ports: Parameters<typeof deploySchedules>[3]) => Promise<unknown>): Promise<boolean> {
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

/** Plays a story with a fault at one of the calls of its steps, and says what is not as it was declared. */
export async function playStory(
  story: Story,
  fault?: Fault,
): Promise<{ calls: number; violations: string[] }> {
  const world = new World(1, START, NO_FAULTS);
  const base = codeOf(story.base);
  const operators = new Operators(world, base);
  void operators.deploy(base);
  void world.inProcess((ports) =>
    upsertSchedule('mine', { ...SCOPE, ...declared('mine', base) }, 'call', base, ports),
  );
  world.time.at(AT.pause, () => void pause('kept', world));
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
  if (fault && fault.moment !== 'stall') world.dieAt = fault;
  for (const { by, set, after = 0, fails } of story.steps) {
    const act = () => (by === 'call' ? operators.call(codeOf(set)) : operators.deploy(codeOf(set), fails));
    world.time.at(AT.steps + after * SECOND, () => void act());
  }
  let calls = 0;
  world.time.at(AT.steps + 50 * SECOND, () => {
    calls = fault?.moment === 'stall' ? begun : world.calls;
  });
  world.swept = true;
  for (let at = AT.steps + MINUTE; at < AT.end; at += MINUTE)
    world.time.at(at, () => {
      const heal = (ports: Parameters<typeof healSchedules>[2]) =>
        healSchedules(SCOPES, async () => operators.live, ports);
      void world.inProcess((ports) => sweep(SCOPES, ports, () => heal(ports)), 'none');
    });
  await world.time.runUntil(AT.end);
  const violations = await violationsOf(story, operators, kept);
  violations.push(...(await endAll(world, base)));
  return { calls, violations };
}

const declared = (name: string, { config }: DispatchSetup) => ({
  ...config.products['shop']?.envs['dev']?.schedules?.['kept'],
  input: { name },
});

async function rowOf(name: string, world: World): Promise<JobRow | undefined> {
  const holder = await world.names.find(SCOPE, name);
  return holder ? world.jobs.rows.get(holder.job_id) : undefined;
}

async function pause(name: string, world: World): Promise<void> {
  const row = await rowOf(name, world);
  await world.inProcess((ports) => changeJob(row?.id ?? '', { type: 'pause' }, everything, ports));
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
  const wanted = stands?.config.products['shop']?.envs['dev']?.schedules ?? {};
  // One that a failing deploy has ended comes back as another job, which is paused too.
  const isEverywhere = story.steps.every(({ set }) => 'kept' in set);
  const rows = [...world.jobs.rows.values()];
  const names = new Set([...rows.map((row) => row.declared?.name ?? ''), ...Object.keys(wanted)]);
  for (const name of names) {
    const own = rows.filter((row) => row.declared?.name === name);
    const [job, ...others] = own.filter((row) => !isEnded(row));
    const want = name === 'mine' ? 1 : Number(name in wanted);
    if (Number(job !== undefined) + others.length !== want)
      found.push(`${name} has ${others.length} jobs too many, or none`);
    if (!job) continue;
    if ((await rowOf(name, world))?.id !== job.id) found.push(`the job of ${name} does not hold its name`);
    const { namespace, schedule } = wanted[name] ?? {};
    const isAsDeclared =
      job.namespace === namespace && job.schedule.kind === 'every' && job.schedule.every === schedule?.every;
    if (name !== 'mine' && !isAsDeclared) found.push(`${name} is not as it was declared`);
    if (name === 'kept' && (job.status !== 'paused' || (isEverywhere && job.id !== kept?.id)))
      found.push('kept is not paused any more');
    if (name === 'mine' && (job.declared?.by !== 'call' || own.length > 1)) found.push('mine was touched');
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
    await deleteSchedule('mine', SCOPE, 'over', ports);
  });
  await world.time.runUntil(START + 12 * DAY);
  if (world.scheduler.schedules.size > 0) found.push('a schedule was left behind');
  return [...found, ...finalViolations(world, new Set(world.jobs.rows.keys()))];
}

/** Calls of a story after which it is over, at most. */
const MOST = 250;

/** Plays a story with the fault at each of its calls in turn, or at each so many; a hasty one ends at the first violation. */
export async function playFaults(
  story: Story,
  moment: Fault['moment'],
  { step = 1, isHasty = false }: { step?: number; isHasty?: boolean } = {},
): Promise<{ plays: number; violations: string[] }> {
  const violations: string[] = [];
  let plays = 0;
  for (let [call, calls] = [1, 1]; call <= calls && !(isHasty && violations.length > 0); call += step) {
    plays += 1;
    const played = await playStory(story, { call, moment });
    calls = Math.min(Math.max(played.calls, 1), MOST);
    violations.push(...played.violations.map((what) => `${moment} call ${call}: ${what}`));
  }
  return { plays, violations };
}
