import type { NameHolder } from '../../../../core/ports/name-store.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { healSchedules } from '../../../../core/usecases/schedules/heal-schedules.ts';
import { expectedRow } from '../../../../core/usecases/schedules/named-job.ts';
import { jobRow } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };
const ROW = jobRow(START);

/** Looks for the row of a name that another process took some ms ago. */
function looking(age: number, made = 'other') {
  const world = new World(1, START, NO_FAULTS);
  let now = START + age;
  const looks: number[] = [];
  const get = async (id: string) => {
    looks.push(now - START - age);
    return await world.jobs.get(id);
  };
  const ports: Ports = {
    ...world.outside(),
    jobs: Object.assign(Object.create(world.jobs), { get }),
    clock: {
      now: () => now,
      sleepUntil: async (at) => {
        now = at;
      },
    },
  };
  const holder: NameHolder = { job_id: ROW.id, digest: made, held_at: START };
  return { world, looks, look: () => expectedRow(holder, 'daily', 'mine', ports) };
}

describe('the row of a job whose name another process has taken', () => {
  test('is waited for, for two seconds, and then the caller is to ask again', async () => {
    const { looks, look } = looking(0);
    await expect(look()).rejects.toThrow('The schedule daily is being declared by another call.');
    expect(looks).toEqual(Array.from({ length: 20 }, (_, nth) => nth * 100));
  });

  test('is there when it comes meanwhile', async () => {
    const { world, looks, look } = looking(0);
    const get = world.jobs.get.bind(world.jobs);
    world.jobs.get = async (id) => (looks.length < 3 ? await get(id) : ROW);
    expect(await look()).toBe(ROW);
    expect(looks).toEqual([0, 100, 200]);
  });

  test('is not waited for where that process declared the very same, which this one may do', async () => {
    const { looks, look } = looking(0, 'mine');
    expect(await look()).toBeNull();
    expect(looks).toEqual([0]);
  });

  test.each([
    [120_000, 2],
    [120_001, 1],
  ])('comes no more after two minutes: after %d ms it is looked for %d times', async (age, times) => {
    const { looks, look } = looking(age);
    expect(await look()).toBeNull();
    expect(looks).toHaveLength(times);
  });
});

test.each([
  [119_999, []],
  [120_000, ['digest']],
])('a set that was begun %d ms ago and is still open is completed: %j', async (age, completed) => {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const set = { digest: 'digest', names: [], fences: false, begun_at: START };
  await ports.names.setApplied(SCOPE, { ...set, generation: 1, open: true }, undefined);
  const told: string[] = [];
  const clock = { ...ports.clock, now: () => START + age };
  const heal = () => healSchedules([SCOPE], async (_scope, of) => void told.push(of), { ...ports, clock });
  await heal();
  expect(told).toEqual(completed);
  await ports.names.setApplied(SCOPE, { ...set, generation: 2, open: false }, 1);
  await heal();
  expect(told).toEqual(completed);
});
