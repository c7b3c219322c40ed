import type { Hold } from '../../../../contract/hold.ts';
import { isHeld } from '../../../../core/jobs/row.ts';
import { readMessage } from '../../../../core/messages/message.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { HOUR, MINUTE, SECOND } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { continueRelease } from '../../../../core/usecases/maintain/release-held.ts';
import { sweep } from '../../../../core/usecases/maintain/sweep.ts';
import { listHolds, pauseAll, resumeAll } from '../../../../core/usecases/manage/pause-all.ts';
import { getJob } from '../../../../core/usecases/manage/read-jobs.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const NO_CONFIG = { products: {} };
const ALL = { reason: 'the database moves' };
const FIELDS = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };

/** A world in which nothing fails, with jobs that are due in a minute. */
async function worldWith(jobs: number) {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const ids: string[] = [];
  for (let i = 0; i < jobs; i += 1) {
    const body = { ...FIELDS, schedule: { start_at: START + MINUTE } };
    ids.push((await dispatchJob('actions', body, SETUP, ports)).result.job_id);
  }
  const done = () => [...world.jobs.rows.values()].filter(({ status }) => status === 'completed').length;
  const heldIds = () => [...world.jobs.rows.values()].filter(isHeld).length;
  return { world, ports, ids, done, heldIds, until: (at: number) => world.time.runUntil(START + at) };
}

/** The ports with every call counted that may write. */
function counted(ports: Ports, names: readonly (keyof Ports)[]) {
  const calls: string[] = [];
  const wrapped = names.map((name) => [
    name,
    new Proxy(ports[name] as object, {
      get: (target, method) => {
        const found: unknown = Reflect.get(target, method);
        if (typeof found !== 'function') return found;
        return (...args: unknown[]) => {
          calls.push(`${name}.${String(method)}`);
          return found.apply(target, args);
        };
      },
    }),
  ]);
  return { calls, ports: { ...ports, ...Object.fromEntries(wrapped) } as Ports };
}

describe('all jobs', () => {
  test.each([1, 500])('of which there are %d are paused by one write', async (count) => {
    const { ports } = await worldWith(count);
    const { calls, ports: watched } = counted(ports, ['jobs', 'holds', 'history', 'queue', 'scheduler']);
    await pauseAll(ALL, CALLER, watched);
    expect(calls).toEqual(['holds.put']);
  });

  test('start nothing while they are held, say why, and run when they are resumed', async () => {
    const { ports, ids, done, heldIds, until } = await worldWith(250);
    await pauseAll(ALL, CALLER, ports);
    await until(10 * MINUTE);
    expect([done(), heldIds()]).toEqual([0, 250]);
    const job = await getJob(ids[0] ?? '', () => true, ports);
    expect(job).toMatchObject({ status: 'scheduled', held: ALL });
    expect(await resumeAll({}, CALLER, ports)).toEqual({ holds: [] });
    await until(10 * MINUTE + 5 * SECOND);
    expect([done(), heldIds()]).toEqual([250, 0]);
    expect(await getJob(ids[0] ?? '', () => true, ports)).not.toHaveProperty('held');
  });

  test('start nothing whose wake-up was received before the hold and waits for its moment', async () => {
    const { world, ports, done, heldIds, until } = await worldWith(5);
    await until(MINUTE - 200);
    expect(world.messages.size).toBe(5);
    await pauseAll(ALL, CALLER, ports);
    await until(MINUTE + SECOND);
    expect([done(), heldIds()]).toEqual([0, 5]);
    expect(world.messages.size).toBe(0);
  });

  test('are resumed at the moment that was said, also days later', async () => {
    const { ports, done, until } = await worldWith(3);
    await pauseAll({ ...ALL, until: START + 50 * HOUR }, CALLER, ports);
    await until(50 * HOUR - SECOND);
    expect(done()).toBe(0);
    await until(50 * HOUR + 3 * SECOND);
    expect(done()).toBe(3);
  });

  test('are resumed by the sweep when every message about it was lost, and not told as missed while held', async () => {
    const { world, ports, done, heldIds, until } = await worldWith(3);
    world.purge();
    await pauseAll({ ...ALL, until: START + HOUR }, CALLER, ports);
    world.purge();
    await until(30 * MINUTE);
    await sweep(SCOPES, ports);
    expect(heldIds()).toBe(3);
    expect(world.messages.size).toBe(0);
    await until(HOUR);
    await sweep(SCOPES, ports);
    await until(HOUR + SECOND);
    expect(done()).toBe(3);
    const events = world.stream.changes.flatMap(({ after }) => after?.did?.events ?? []);
    expect(events.map(({ event }) => event)).not.toContain('job.missed');
  });

  test('stay held by a wider hold when the hold of their namespace ends', async () => {
    const { ports, done, heldIds, until } = await worldWith(2);
    await pauseAll(ALL, CALLER, ports);
    await pauseAll({ ...ALL, namespace: 'actions' }, CALLER, ports);
    await until(2 * MINUTE);
    expect(await resumeAll({ namespace: 'actions' }, CALLER, ports)).toMatchObject({ holds: [ALL] });
    await until(3 * MINUTE);
    expect([done(), heldIds()]).toEqual([0, 2]);
  });

  test('of another namespace are woken past those that are still held', async () => {
    const { ports, world, done, heldIds, until } = await worldWith(252);
    for (const row of [...world.jobs.rows.values()].slice(0, 250)) row.namespace = 'events';
    await pauseAll(ALL, CALLER, ports);
    await until(2 * MINUTE);
    await pauseAll({ ...ALL, namespace: 'events' }, CALLER, ports);
    await resumeAll({}, CALLER, ports);
    await until(3 * MINUTE);
    expect([done(), heldIds()]).toEqual([2, 250]);
  });

  test('accept dispatches meanwhile, which run at the end', async () => {
    const { ports, done, heldIds, until } = await worldWith(0);
    await pauseAll(ALL, CALLER, ports);
    await dispatchJob('actions', FIELDS, SETUP, ports);
    await until(MINUTE);
    expect([done(), heldIds()]).toEqual([0, 1]);
    await resumeAll({}, CALLER, ports);
    await until(MINUTE + 5 * SECOND);
    expect(done()).toBe(1);
  });

  test('are not held by what ends in the past', async () => {
    const { ports } = await worldWith(0);
    const issues = [{ path: 'until', message: 'must be later than now' }];
    await expect(pauseAll({ ...ALL, until: START }, CALLER, ports)).rejects.toMatchObject({ issues });
    expect(await ports.holds.list()).toEqual([]);
  });
});

test('Holds are listed that are in force on something of a scope, the oldest first', async () => {
  const { ports } = await worldWith(0);
  const holds: Hold[] = [
    { product: 'shop', reason: 'b', since: 2 },
    { namespace: 'storage', reason: 'a', since: 1 },
    { product: 'blog', env: 'dev', reason: 'c', since: 3 },
    { env: 'dev', reason: 'over', since: 3, until: START },
  ];
  for (const hold of holds) await ports.holds.put(hold);
  const { holds: listed } = await listHolds(SCOPES, NO_CONFIG, ports);
  expect(listed.map(({ reason }) => reason)).toEqual(['a', 'b']);
  const both = await listHolds([...SCOPES, { product: 'blog', env: 'dev' }], NO_CONFIG, ports);
  expect(both.holds.map(({ reason }) => reason)).toEqual(['a', 'b', 'c']);
});

test('A worker whose time is over leaves the rest to another message', async () => {
  const { ports, world, ids, until } = await worldWith(250);
  await pauseAll(ALL, CALLER, ports);
  await until(2 * MINUTE);
  await ports.holds.put({ ...ALL, since: START, until: START + MINUTE });
  let looks = 0;
  const sent: unknown[] = [];
  const later: Ports = {
    ...ports,
    clock: { ...ports.clock, now: () => world.time.now + (looks++ > 10 ? 11 * SECOND : 0) },
    queue: { ...ports.queue, send: async (body) => void sent.push(readMessage(body)) },
  };
  await continueRelease({ kind: 'release' }, SCOPES, later);
  const rests = sent.filter((each) => (each as { kind: string }).kind === 'release');
  expect(sent).toHaveLength(101);
  expect(rests).toEqual([{ kind: 'release', from: { ...SCOPES[0], below: [...ids].sort()[150] } }]);
});

test.each([
  [0, 0],
  [1, 1],
])(
  'The message of the end of a hold that is %d ms ahead is sent on %d times, and wakes jobs at its moment',
  async (ms, times) => {
    const { ports, world, heldIds, until } = await worldWith(2);
    await pauseAll(ALL, CALLER, ports);
    await until(2 * MINUTE);
    expect(heldIds()).toBe(2);
    await ports.holds.put({ ...ALL, since: START, until: world.time.now });
    const sent: (string | undefined)[] = [];
    const send = async (body: string) => void sent.push(readMessage(body)?.kind);
    const watched = { ...ports, queue: { ...ports.queue, send } };
    await continueRelease({ kind: 'release', at: world.time.now + ms }, SCOPES, watched);
    expect(sent).toEqual(times === 1 ? ['release'] : ['timer', 'timer']);
  },
);

test('No list of jobs is read where nothing has met a hold that is over, or one is in force', async () => {
  const { ports } = await worldWith(1);
  const list = () => Promise.reject(new Error('read'));
  const unread = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
  await continueRelease({ kind: 'release' }, SCOPES, unread);
  await ports.holds.put({ ...ALL, namespace: 'storage', since: START - HOUR, until: START - MINUTE });
  await pauseAll(ALL, CALLER, ports);
  await continueRelease({ kind: 'release' }, SCOPES, unread);
  await ports.holds.put({ ...ALL, since: START, until: START });
  await expect(continueRelease({ kind: 'release' }, SCOPES, unread)).rejects.toThrow('read');
});

test('Jobs are woken at once when their hold is ended, and again after three seconds, as a process may go by the holds of a second ago', async () => {
  const { ports } = await worldWith(0);
  const sent: unknown[] = [];
  const send: Ports['queue']['send'] = async (body, delay, to) =>
    void sent.push([readMessage(body), delay, to]);
  await resumeAll({}, CALLER, { ...ports, queue: { ...ports.queue, send } });
  const release = { kind: 'release' };
  expect(sent).toEqual([
    [release, 3, { lane: 'bulk' }],
    [release, 0, { lane: 'bulk' }],
  ]);
});
