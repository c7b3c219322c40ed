import type { Config } from '../../../../contract/config.ts';
import type { DeclaredSchedules } from '../../../../contract/named-schedule.ts';
import type { Schedule } from '../../../../contract/schedule.ts';
import { NoCapacity } from '../../../../core/errors/run-error.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { HOUR, MINUTE } from '../../../../core/time/units.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { listJobs } from '../../../../core/usecases/manage/read-jobs.ts';
import { applySchedules } from '../../../../core/usecases/schedules/apply-schedules.ts';
import { declaredSet, Superseded } from '../../../../core/usecases/schedules/declared-set.ts';
import { completeSchedules, deploySchedules } from '../../../../core/usecases/schedules/deploy-schedules.ts';
import { healSchedules } from '../../../../core/usecases/schedules/heal-schedules.ts';
import {
  deleteSchedule,
  getSchedule,
  listSchedules,
} from '../../../../core/usecases/schedules/manage-schedules.ts';
import { putSchedules } from '../../../../core/usecases/schedules/put-schedules.ts';
import { upsertSchedule } from '../../../../core/usecases/schedules/upsert-schedule.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };

/** Schedules by their names, each with an interval in hours, or as it is given. */
function setOf(schedules: Record<string, number | Schedule>): DeclaredSchedules {
  const entries = Object.entries(schedules).map(([name, given]) => {
    const schedule = typeof given === 'number' ? { every: given * HOUR } : given;
    return [name, { namespace: 'actions', app: 'app', event: 'e', input: {}, schedule }];
  });
  return Object.fromEntries(entries) as DeclaredSchedules;
}

/** The setup of code whose events have an app too. */
function withEvents() {
  const dev = SETUP.config.products['shop']?.envs['dev'];
  const app = dev?.actions?.['app'];
  return {
    ...SETUP,
    config: { products: { shop: { envs: { dev: { ...dev, events: { app } } } } } } as Config,
  };
}

const body = (schedule: Schedule) => ({
  ...SCOPE,
  namespace: 'actions',
  app: 'app',
  event: 'e',
  input: {},
  schedule,
});

/** The ports with a call that does something before, or throws. */
function before(
  ports: Ports,
  port: 'jobs' | 'names',
  method: string,
  what: (...args: never[]) => Promise<void>,
): Ports {
  const held = new Proxy(ports[port] as unknown as Record<string, (...args: never[]) => Promise<unknown>>, {
    get: (target, name: string) =>
      name === method
        ? async (...args: never[]) => {
            await what(...args);
            return await target[name]?.(...args);
          }
        : target[name]?.bind(target),
  });
  return { ...ports, [port]: held } as unknown as Ports;
}

async function refuse(): Promise<void> {
  throw new NoCapacity('refused');
}

const setTo = (schedules: Record<string, number>) => declaredSet(SCOPE, setOf(schedules), SETUP.digest);

/** A world in which sets are applied. */
function began() {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const put = (
    schedules: Record<string, number | Schedule>,
    how: { dry_run?: boolean; prune?: boolean } = {},
  ) => putSchedules({ ...SCOPE, schedules: setOf(schedules), ...how }, SETUP, ports);
  const outcomes = async (...args: Parameters<typeof put>) =>
    (await put(...args)).schedules.map(({ name, outcome }) => `${name} ${outcome}`);
  const byHand = (name: string, schedule: Schedule) =>
    upsertSchedule(name, body(schedule), 'call', SETUP, ports);
  const jobOf = async (name: string) => (await getSchedule(name, SCOPE, ports)).job;
  const standing = async () =>
    (await listSchedules(SCOPE, { limit: 50 }, ports)).schedules.map(
      ({ name, declared_by, job }) => `${name} ${declared_by} ${job.status}`,
    );
  /** The config of a deploy, whose digest is its set. */
  const deployed = (schedules: Record<string, number | Schedule>) => {
    const { products } = SETUP.config;
    const dev = { ...products['shop']?.envs['dev'], schedules: setOf(schedules) };
    const setup = { ...SETUP, config: { products: { shop: { envs: { dev } } } } };
    const { digest } = declaredSet(SCOPE, setOf(schedules), SETUP.digest);
    const heal = () => healSchedules([SCOPE], (...set) => completeSchedules(...set, setup, ports), ports);
    return {
      digest,
      heal,
      deploy: (wanted = digest, own = ports) => deploySchedules(SCOPE, wanted, setup, own),
    };
  };
  return { world, ports, put, outcomes, byHand, jobOf, standing, deployed };
}

describe('a set of schedules', () => {
  test('is made, then changed where it is different, and what it no longer has ends with its history kept', async () => {
    const { outcomes, put, jobOf, standing, world } = began();
    expect(await outcomes({ a: 1, b: 1, c: 1 })).toEqual(['a created', 'b created', 'c created']);
    await world.time.runUntil(START + 1.5 * HOUR);
    const before = { a: await jobOf('a'), c: await jobOf('c') };
    expect(await outcomes({ a: 1, b: 2 })).toEqual(['a unchanged', 'b changed', 'c ended']);
    expect((await jobOf('a')).id).toBe(before.a.id);
    expect(await jobOf('c')).toMatchObject({
      id: before.c.id,
      status: 'cancelled',
      reason: 'The schedule is not declared any more.',
      execution_count: 2,
    });
    expect(await standing()).toEqual(['a config scheduled', 'b config scheduled', 'c config cancelled']);
    const { schedules } = await put({ a: 1, b: 2, c: 1 });
    expect(schedules[2]).toMatchObject({ outcome: 'created' });
    expect(schedules[2]?.job_id).not.toBe(before.c.id);
  });

  test('leaves alone what was declared by hand, also after it was taken over from there and given back', async () => {
    const { outcomes, byHand, standing } = began();
    await byHand('mine', { every: HOUR });
    await byHand('shared', { every: HOUR });
    expect(await outcomes({ a: 1, shared: 2 })).toEqual(['a created', 'shared changed']);
    await byHand('shared', { every: HOUR });
    expect(await outcomes({})).toEqual(['a ended']);
    expect(await standing()).toEqual(['a config cancelled', 'mine call scheduled', 'shared call scheduled']);
  });

  test('leaves paused what was paused, whether it changes or not', async () => {
    const { outcomes, jobOf, ports } = began();
    await outcomes({ a: 1, b: 1 });
    for (const name of ['a', 'b'])
      await changeJob((await jobOf(name)).id, { type: 'pause' }, CALLER, everything, ports);
    expect(await outcomes({ a: 1, b: 2 })).toEqual(['a unchanged', 'b changed']);
    expect([(await jobOf('a')).status, (await jobOf('b')).status]).toEqual(['paused', 'paused']);
  });

  test('leaves paused what is paused where its job has to be another one', async () => {
    const { outcomes, jobOf, ports, byHand } = began();
    const setup = withEvents();
    await outcomes({ a: 1, b: 1 });
    for (const [name, bulk] of [
      ['a', true],
      ['b', false],
    ] as const) {
      const command = { type: 'pause', ...(bulk && { bulk }) } as const;
      await changeJob((await jobOf(name)).id, command, CALLER, everything, ports);
    }
    const before = await jobOf('a');
    const a = { ...setOf({ a: 1 })['a'], namespace: 'events' };
    await putSchedules({ ...SCOPE, schedules: { a } as DeclaredSchedules }, setup, ports);
    const after = await jobOf('a');
    expect(after.id).not.toBe(before.id);
    expect(after).toMatchObject({ namespace: 'events', status: 'paused', paused_by: 'bulk' });
    expect(await outcomes({ a: 1, b: 1 })).toEqual(['a created', 'b created']);
    expect([(await jobOf('a')).paused_by, (await jobOf('b')).paused_by]).toEqual(['bulk', 'hand']);
    await changeJob((await jobOf('b')).id, { type: 'resume' }, CALLER, everything, ports);
    expect(await outcomes({ a: 1 })).toEqual(['a unchanged', 'b ended']);
    expect(await byHand('b', { every: HOUR })).toMatchObject({
      outcome: 'created',
      job: { status: 'scheduled' },
    });
  });

  test('begins anew what was cancelled or deleted by hand', async () => {
    const { outcomes, jobOf, ports } = began();
    await outcomes({ a: 1, b: 1 });
    await changeJob((await jobOf('a')).id, { type: 'cancel' }, CALLER, everything, ports);
    await deleteSchedule('b', SCOPE, 'deleted', CALLER, ports);
    expect(await outcomes({ a: 1, b: 1 })).toEqual(['a created', 'b created']);
  });

  test('that is empty in a product and env in which there was none writes nothing', async () => {
    const { outcomes, ports } = began();
    expect(await outcomes({})).toEqual([]);
    expect(await ports.names.findApplied(SCOPE)).toBeNull();
  });

  test('is refused as a whole, with each mistake by its path, before anything is written', async () => {
    const { put, ports, standing } = began();
    const wrong = { ...setOf({ a: 1, '-x': 1, c: { cron: '61 * * * *' } }) };
    const set = { ...SCOPE, schedules: { ...wrong, d: { ...wrong['a'], env: 'prd', retries: -1 } } };
    const refused = await putSchedules(set as never, SETUP, ports).catch((error) => error);
    expect(refused.issues.map(({ path }: { path: string }) => path)).toEqual([
      'schedules.-x',
      'schedules.c.schedule.cron',
      'schedules.d.env',
      'schedules.d.retries',
    ]);
    await expect(put({ e: { start_at: '2027-01-01' } })).rejects.toMatchObject({
      issues: [{ path: 'schedules.e.schedule', message: expect.stringContaining('cron or every') }],
    });
    expect(await standing()).toEqual([]);
  });

  test('has what is refused for what has passed told beside all others, which are applied', async () => {
    const { put, outcomes, standing } = began();
    const over = { every: HOUR, endDate: '2025-01-01' };
    const { schedules } = await put({ a: 1, over });
    expect(schedules).toMatchObject([
      { name: 'a', outcome: 'created' },
      {
        name: 'over',
        outcome: 'failed',
        error: { code: 'VALIDATION_ERROR', message: expect.stringContaining('schedule.endDate') },
      },
    ]);
    expect(await standing()).toEqual(['a config scheduled']);
    expect(await outcomes({ a: 1, over }, { dry_run: true })).toEqual(['a unchanged', 'over failed']);
  });

  test('continues when it was declared before its end had passed', async () => {
    const { outcomes, world } = began();
    const soon = { every: HOUR, endDate: START + 2.5 * HOUR };
    await outcomes({ soon });
    await world.time.runUntil(START + 4 * HOUR);
    expect(await outcomes({ soon })).toEqual(['soon unchanged']);
  });
});

describe('a dry run', () => {
  test('tells what applying comes to, and writes nothing', async () => {
    const { outcomes, byHand, world } = began();
    await outcomes({ a: 1, b: 1, c: 1 });
    await byHand('mine', { every: HOUR });
    const all = () => structuredClone({ jobs: world.jobs.rows, names: world.names });
    const before = JSON.stringify(all(), maps);
    const set = { a: 1, b: 2, d: 1 };
    const told = await outcomes(set, { dry_run: true });
    expect(told).toEqual(['a unchanged', 'b changed', 'c ended', 'd created']);
    expect(await outcomes(set, { dry_run: true, prune: true })).toEqual(['c ended']);
    expect(JSON.stringify(all(), maps)).toBe(before);
    expect(await outcomes(set)).toEqual(told);
  });
});

/** Maps as lists, which JSON can write. */
const maps = (_key: string, value: unknown) => (value instanceof Map ? [...value] : value);

describe('pruning', () => {
  test('ends what is not declared any more, and makes and changes nothing', async () => {
    const { outcomes, standing, jobOf } = began();
    await outcomes({ a: 1, b: 1 });
    expect(await outcomes({ a: 2, c: 1 }, { prune: true })).toEqual(['b ended']);
    expect(await standing()).toEqual(['a config scheduled', 'b config cancelled']);
    expect(await jobOf('a')).toMatchObject({ every: HOUR });
    expect(await outcomes({ a: 2, c: 1 }, { prune: true })).toEqual([]);
  });

  test('is refused while a set is not applied to its end, as what is to stand is not known', async () => {
    const { outcomes, ports, put } = began();
    await outcomes({ a: 1 });
    const refusing = before(ports, 'jobs', 'commit', refuse);
    await expect(applySchedules(setTo({ a: 2 }), SETUP, refusing)).rejects.toThrow('refused');
    await expect(put({}, { prune: true })).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    expect(await outcomes({ a: 2 })).toEqual(['a changed']);
    expect(await outcomes({}, { prune: true })).toEqual(['a ended']);
  });
});

describe('of two sets that are applied at once', () => {
  /** The ports of a process that stops before a call until it is let go on. */
  function stopped(ports: Ports, port: 'jobs' | 'names', method: string) {
    const { promise, resolve: resume } = Promise.withResolvers<void>();
    const { promise: there, resolve: arrived } = Promise.withResolvers<void>();
    const wait = async (_scope: unknown, set: { open?: boolean }) => {
      // The set is begun.
      if (set?.open) return;
      arrived();
      await promise;
    };
    return { ports: before(ports, port, method, wait), there, resume };
  }

  test.each([
    ['changing a schedule', 'jobs', 'commit', { a: 2 }, { a: 1 }, ['a config scheduled']],
    ['making one', 'names', 'hold', { a: 1, b: 1 }, { a: 1 }, ['a config scheduled']],
    ['ending one', 'jobs', 'commit', {}, { a: 1 }, ['a config scheduled']],
    [
      'completing',
      'names',
      'setApplied',
      { a: 1, b: 1 },
      { b: 1 },
      ['a config cancelled', 'b config scheduled'],
    ],
  ] as const)(
    'the later one stands when the earlier one was %s',
    async (_what, port, method, first, second, end) => {
      const { ports, outcomes, jobOf, standing } = began();
      await outcomes({ a: 1 });
      const { ports: slow, there, resume } = stopped(ports, port, method);
      const earlier = applySchedules(setTo(first as Record<string, number>), SETUP, slow).catch(
        (error) => error,
      );
      await there;
      await applySchedules(setTo(second as Record<string, number>), SETUP, ports);
      resume();
      await earlier;
      expect(await standing()).toEqual(end);
      if ('a' in second) expect(await jobOf('a')).toMatchObject({ every: HOUR });
      const live = (await listJobs({ limit: 50, offset: 0 }, SCOPES, ports)).jobs.filter(
        ({ status }) => status === 'scheduled',
      );
      expect(live).toHaveLength(1);
      expect(await ports.names.findApplied(SCOPE)).toMatchObject({ open: false, names: Object.keys(second) });
    },
  );

  test('the earlier one is told that it does not stand', async () => {
    const { ports, outcomes } = began();
    await outcomes({ a: 1 });
    const { ports: slow, there, resume } = stopped(ports, 'jobs', 'commit');
    const earlier = expect(applySchedules(setTo({ a: 2 }), SETUP, slow)).rejects.toThrow(Superseded);
    await there;
    await outcomes({ a: 3 });
    resume();
    await earlier;
  });

  test('both that are the same one are done', async () => {
    const { ports, outcomes } = began();
    const { ports: slow, there, resume } = stopped(ports, 'names', 'hold');
    const earlier = applySchedules(setTo({ a: 1 }), SETUP, slow);
    await there;
    expect(await outcomes({ a: 1 })).toEqual(['a created']);
    resume();
    expect((await earlier).schedules).toMatchObject([{ name: 'a', outcome: 'unchanged' }]);
  });
});

describe('the set of a deploy', () => {
  test('is completed by the sweep when its process was broken off, once that can no longer be at work', async () => {
    const { world, ports, deployed, standing } = began();
    const { deploy, heal } = deployed({ a: 1, b: 1 });
    const refusing = before(ports, 'jobs', 'create', async (row: JobRow) => {
      if (row.declared?.name === 'b') await refuse();
    });
    await expect(deploy(undefined, refusing)).rejects.toThrow('refused');
    await heal();
    expect(await standing()).toEqual(['a config scheduled']);
    await world.time.runUntil(START + 3 * MINUTE);
    await heal();
    expect(await standing()).toEqual(['a config scheduled', 'b config scheduled']);
    expect(await ports.names.findApplied(SCOPE)).toMatchObject({ open: false });
  });

  test('of a rollback is applied by the sweep of the code that has it, where that is not live yet', async () => {
    const { world, deployed, standing } = began();
    const old = deployed({ a: 1 });
    const next = deployed({ b: 1 });
    await old.deploy();
    await next.deploy();
    expect(await standing()).toEqual(['a config cancelled', 'b config scheduled']);
    // The functions are rolled back after the resource.
    expect(await next.deploy(old.digest)).toEqual([]);
    await world.time.runUntil(START + 3 * MINUTE);
    await next.heal();
    expect(await standing()).toEqual(['a config cancelled', 'b config scheduled']);
    await old.heal();
    expect(await standing()).toEqual(['a config scheduled', 'b config cancelled']);
  });

  test('is not touched by the sweep of code that was live before or is to be live', async () => {
    const { world, deployed, standing } = began();
    await deployed({ a: 1 }).deploy();
    await world.time.runUntil(START + HOUR / 2);
    await deployed({ b: 1 }).heal();
    expect(await standing()).toEqual(['a config scheduled']);
  });

  test('tells what was refused, with its product and env', async () => {
    const { deployed } = began();
    expect(await deployed({ a: 1, over: { every: HOUR, endDate: '2025-01-01' } }).deploy()).toEqual([
      expect.stringMatching(
        /^products\.shop\.envs\.dev\.schedules\.over: schedule\.endDate: is before the first occurrence/,
      ),
    ]);
  });
});
