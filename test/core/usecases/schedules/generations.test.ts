import type { DeclaredSchedules } from '../../../../contract/named-schedule.ts';
import { defined } from '../../../../contract/plain-data.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { NameHolder } from '../../../../core/ports/name-store.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { applySchedules } from '../../../../core/usecases/schedules/apply-schedules.ts';
import { declaredSet, Superseded, takeName } from '../../../../core/usecases/schedules/declared-set.ts';
import { pruneSchedules } from '../../../../core/usecases/schedules/prune-schedules.ts';
import { CALLER, jobRow } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };

/** A set of hourly schedules. */
const setOf = (...names: string[]) => {
  const hourly = { namespace: 'actions', app: 'app', event: 'e', input: {}, schedule: { every: HOUR } };
  const schedules = Object.fromEntries(names.map((name) => [name, hourly])) as DeclaredSchedules;
  return declaredSet(SCOPE, schedules, SETUP.digest);
};

function began() {
  const ports = new World(1, START, NO_FAULTS).outside();
  const applied = () => ports.names.findApplied(SCOPE);
  return { ports, applied, apply: (...names: string[]) => applySchedules(setOf(...names), SETUP, ports) };
}

const but = <T extends object>(port: T, calls: Partial<T>): T => Object.assign(Object.create(port), calls);

describe('a set that is applied or pruned', () => {
  test('is of the next generation, and leaves what stands from code closed under its names', async () => {
    const { ports, apply, applied } = began();
    await apply('b', 'a');
    expect(await applied()).toMatchObject({ generation: 1, names: ['a', 'b'], open: false });
    await apply('b', 'c');
    expect(await applied()).toMatchObject({ generation: 2, names: ['b', 'c'], open: false });
    await pruneSchedules(setOf('b'), CALLER, ports);
    expect(await applied()).toMatchObject({ generation: 3, names: ['b'], open: false });
  });

  test('writes each name once where no process of an earlier set may be at work', async () => {
    const { ports, apply } = began();
    const held: string[] = [];
    const hold = ports.names.hold.bind(ports.names);
    ports.names.hold = async (...name) => {
      held.push(name[1]);
      return await hold(...name);
    };
    await apply('a');
    await apply('a', 'b');
    expect(held).toEqual(['a', 'b']);
  });

  test('has its names worked on ten at a time', async () => {
    const { ports } = began();
    let [atWork, most] = [0, 0];
    const find: Ports['names']['find'] = async (...name) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise(setImmediate);
      atWork -= 1;
      return await ports.names.find(...name);
    };
    const names = Array.from({ length: 21 }, (_, nth) => `s${String(nth).padStart(2, '0')}`);
    const { schedules } = await applySchedules(setOf(...names.toReversed()), SETUP, {
      ...ports,
      names: but(ports.names, { find }),
    });
    expect(most).toBe(10);
    expect(schedules.map(({ name }) => name)).toEqual(names);
  });

  test('that meets a fault has all tried that are under way before it is told', async () => {
    const { ports } = began();
    const tried: string[] = [];
    const find: Ports['names']['find'] = async (...name) => {
      if (name[1] === 'a') throw new Error('broken');
      await new Promise(setImmediate);
      tried.push(name[1]);
      return await ports.names.find(...name);
    };
    const applying = applySchedules(setOf('a', 'b', 'c'), SETUP, {
      ...ports,
      names: but(ports.names, { find }),
    });
    await expect(applying).rejects.toThrow('broken');
    expect(tried).toEqual(['b', 'c']);
  });

  test('pruned by two processes at once is pruned by both', async () => {
    const { ports, apply, applied } = began();
    await apply('a', 'b');
    const { promise: other, resolve: done } = Promise.withResolvers<void>();
    const release = async (...job: Parameters<Ports['jobs']['commit']>) => {
      await other;
      return await ports.jobs.commit(...job);
    };
    const slow = { ...ports, jobs: but(ports.jobs, { commit: release }) };
    const first = pruneSchedules(setOf('a'), CALLER, slow);
    await new Promise(setImmediate);
    const second = await pruneSchedules(setOf('a'), CALLER, ports);
    done();
    const told = [await first, second].map(({ schedules }) => schedules.map(({ outcome }) => outcome));
    expect(told).toContainEqual(['ended']);
    expect(await applied()).toMatchObject({ generation: 2, open: false });
  });
});

describe('a name', () => {
  const holder = (generation?: number): NameHolder => ({
    job_id: 'job_1',
    digest: 'd',
    held_at: START,
    ...defined({ generation }),
  });
  const row = (generation: number): JobRow => ({
    ...jobRow(START),
    declared: { name: 'a', by: 'config', digest: 'd', schedule_digest: 's', generation },
  });

  test.each<[string, NameHolder | null, JobRow | null]>([
    ['its holder', holder(3), null],
    ['its holder, though its job is of an earlier one', holder(3), row(1)],
    ['its job', holder(), row(3)],
    ['its job, though its holder is of an earlier one', holder(1), row(3)],
  ])('that a later set has decided on by %s is not taken', async (_what, held, of) => {
    const { ports } = began();
    const taken = takeName(SCOPE, 'a', held, of, { generation: 2, fences: true }, ports);
    await expect(taken).rejects.toThrow(Superseded);
  });

  test.each<[string, NameHolder | null, JobRow | null]>([
    ['no set and no caller has', null, null],
    ['is of the set itself', holder(2), row(2)],
    ['an earlier set had', holder(1), row(1)],
    ['was declared by hand', holder(), null],
  ])('that %s is taken', async (_what, held, of) => {
    const { ports } = began();
    if (held) await ports.names.hold(SCOPE, 'a', held, undefined);
    expect(await takeName(SCOPE, 'a', held, of, { generation: 2, fences: true }, ports)).toBe(true);
    expect((await ports.names.find(SCOPE, 'a'))?.generation).toBe(held ? 2 : undefined);
  });
});
