import type { Scope } from '../../../../core/jobs/scope.ts';
import { VERSION } from '../../../../core/messages/message.ts';
import { timesSentOn } from '../../../../core/messages/sent-on.ts';
import type { WakeUp } from '../../../../core/messages/wake-up.ts';
import type { Destination } from '../../../../core/ports/queues.ts';
import { runningRun } from '../../../rows.ts';
import { until } from '../../../until.ts';
import { every, ID, job, once, payload, quiet, START, timer, underWay } from './quiet.ts';

describe('A wake-up', () => {
  test('that is a moment ahead of its row waits for it in place', async () => {
    const { world, seen, wake, happensAt } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    happensAt(START + 60, () => world.jobs.create(job(once)));
    await wake(timer(START));
    expect(seen.runs).toEqual([START + 75]);
    expect(seen.sent).toEqual([]);
  });

  test('whose row does not come within a moment is sent on', async () => {
    const { seen, wake } = quiet();
    await wake(timer(START));
    expect(seen.runs).toEqual([]);
    expect(seen.sent.map((body) => JSON.parse(body))).toEqual([{ ...VERSION, ...timer(START) }]);
  });

  test('that waits while a run is under way claims what that run left, at the first try', async () => {
    const { world, seen, wake, happensAt } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create(underWay);
    happensAt(START + 300, () => world.jobs.commit({ ...underWay, version: 2, runs: [], succeeded: 1 }));
    await wake(timer(START + 1000));
    expect(seen.runs).toEqual([START + 1000]);
    expect(seen.commits).toEqual([true, true]);
  });

  test('that waits for a job which is deleted meanwhile does nothing', async () => {
    const { world, seen, wake, happensAt } = quiet();
    await world.jobs.create(underWay);
    happensAt(START + 300, () => world.jobs.remove(underWay));
    await wake(timer(START + 1000));
    expect(seen).toEqual({ sent: [], commits: [], runs: [] });
  });

  test.each([
    ['as it came', false, timer(START)],
    ['as one that had an earlier receiver', true, { ...timer(START), again: 1 }],
  ])(
    'of a product whose runs take long goes to the slow lane %s, before anything is decided',
    async (_how, redelivered, sent) => {
      const { world, seen, more, wake } = quiet();
      await world.jobs.create(job(once));
      const asked: unknown[] = [];
      const isSlow = async ({ product, env }: Scope) => {
        asked.push({ product, env });
        return true;
      };
      await wake(timer(START), { redelivered, isSlow });
      expect(asked).toEqual([{ product: 'shop', env: 'dev' }]);
      expect(seen.sent.map((body) => JSON.parse(body))).toEqual([{ ...VERSION, ...sent }]);
      expect(more.to).toEqual([{ lane: 'slow', group: 'shop#dev' }]);
      expect([seen.commits, seen.runs]).toEqual([[], []]);
    },
  );

  test.each<[number, object[]]>([
    [9, []],
    [10, [{ lane: 'slow', group: 'shop#dev' }]],
  ])(
    'of a job with %d runs under way goes to the slow lane only when they are a crowd',
    async (count, to) => {
      const { world, seen, more, wake } = quiet();
      await world.jobs.putPayload({ id: ID }, payload);
      const runs = Array.from({ length: count }, (_, i) => ({ ...runningRun(START - 1), number: i + 1 }));
      await world.jobs.create({ ...job(once), execution_count: count, runs });
      await wake(timer(START));
      expect(more.to.filter((each) => (each as Destination | undefined)?.lane === 'slow')).toEqual(to);
      expect(seen.runs).toHaveLength(1 - to.length);
    },
  );

  test.each<[number, number]>([
    [-1, 0],
    [0, 1],
  ])(
    'is sent on in its lane by a second where its attempt may not take what it may: %d ms more',
    async (more, runs) => {
      const { world, seen, more: sent, wake } = quiet();
      await world.jobs.putPayload({ id: ID }, payload);
      const row = job(once);
      await world.jobs.create(row);
      await wake(timer(START), { timeLeft: () => row.timeout + more });
      expect(seen.runs).toHaveLength(runs);
      expect(sent.to.map((to) => (to as Destination | undefined)?.lane)).toEqual(runs === 0 ? ['main'] : []);
      expect(sent.delays).toEqual(runs === 0 ? [1] : []);
    },
  );

  test('counts what keeps its executor busy among the seconds of its product: the claim and the run', async () => {
    const { world, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create(job(once));
    const counted: number[] = [];
    await wake(timer(START), {
      counted: (row, work) => {
        counted.push(row.version);
        return work();
      },
    });
    expect(counted).toEqual([1, 2]);
  });

  test.each([
    ['as it came', false, timer(START)],
    ['as one that had an earlier receiver', true, { ...timer(START), again: 1 }],
  ])(
    'of a job on hold comes again when that is over, %s, and begins nothing',
    async (_how, redelivered, sent) => {
      const { world, seen, more, wake, pass } = quiet();
      await world.jobs.putPayload({ id: ID }, payload);
      await world.jobs.create({ ...job(once), held_until: START + 2500 });
      await wake(timer(START), { redelivered });
      expect(seen.sent.map((body) => JSON.parse(body))).toEqual([{ ...VERSION, ...sent }]);
      expect([more.delays, more.to]).toEqual([[3], [{ lane: 'main', group: 'shop#dev' }]]);
      expect([seen.commits, seen.runs]).toEqual([[], []]);
      pass(2500);
      await wake(timer(START));
      expect(seen.runs).toEqual([START + 2500]);
    },
  );

  test.each(['slow', 'alone'] as const)(
    'runs in the lane %s whether its product is slow or not',
    async (lane) => {
      const { world, seen, wake } = quiet();
      await world.jobs.putPayload({ id: ID }, payload);
      await world.jobs.create(job(once));
      await wake(timer(START), { lane, isSlow: async () => true });
      expect(seen.runs).toEqual([START]);
    },
  );

  test('that follows a run is sent with the message group of its product and env', async () => {
    const { world, more, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create(job(every));
    await wake(timer(START));
    expect(more.to.length).toBeGreaterThan(0);
    expect(new Set(more.to.map((to) => JSON.stringify(to)))).toEqual(
      new Set(['{"group":"shop#dev","target":"shop#dev#app:event"}']),
    );
  });

  test.each([
    [0, 6],
    [149, 2],
    [150, 1],
  ])('that was armed %d ms ago looks for its row %d times, every 25 ms', async (age, looks) => {
    const { more, wake, pass } = quiet();
    pass(age);
    await wake(timer(START));
    expect(more.reads).toBe(looks);
  });

  test.each([
    [1000, 0],
    [10_000, 9],
    [30_000, 29],
    [299_999, 29],
  ])('whose row is missing for %d ms comes again %d s later', async (age, delay) => {
    const { more, wake, pass } = quiet();
    pass(age);
    await wake(timer(START));
    expect(more.delays).toEqual([delay]);
    expect(more.told).toEqual([]);
  });

  test('whose row is missing comes again when it is due, if that is later', async () => {
    const { more, wake } = quiet();
    await wake(timer(START + 100_000));
    expect(more.delays).toEqual([99]);
  });

  test('whose row is missing for five minutes is an orphan: what its dispatch left goes', async () => {
    const { world, seen, more, wake, pass } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    pass(300_000);
    await wake(timer(START));
    expect(seen.sent).toEqual([]);
    expect(more.told).toEqual([{ type: 'orphan', job_id: ID, kind: 'timer' }]);
    expect(await world.jobs.getPayload({ id: ID })).toBeNull();
  });

  test('that tells a completion to a job that is gone does nothing', async () => {
    const { seen, more, wake } = quiet();
    await wake({ kind: 'completion', job_id: ID, occurrence: START, armed_at: START });
    expect([seen, more.told]).toEqual([{ sent: [], commits: [], runs: [] }, []]);
  });

  test('keeps its message back for the lease of the run it starts', async () => {
    const { world, more, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create(job(once));
    // No worker of it was lost, so no wake-up asks how it may have ended.
    world.history.find = () => Promise.reject(new Error('asked for'));
    await wake(timer(START));
    expect(more.holds).toEqual([35_000]);
  });

  test.each([
    [100, [36_100]],
    [99, [35_000]],
  ])(
    'that waits for %d ms keeps its message back while it waits, for the lease of the run that it will start',
    async (ms, holds) => {
      const { world, more, wake } = quiet();
      await world.jobs.putPayload({ id: ID }, payload);
      await world.jobs.create({ ...job(once), next_run_at: START + ms });
      await wake(timer(START + ms));
      expect(more.holds).toEqual(holds);
    },
  );

  test('keeps its message back when its run begins where that failed while it waited', async () => {
    const { world, more, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create({ ...job(once), next_run_at: START + 500 });
    const extendVisibility = async (ms: number) => {
      if (more.holds.push(ms) === 1) throw new Error('refused');
    };
    await wake(timer(START + 500), { extendVisibility });
    expect(more.holds).toEqual([36_500, 35_000]);
  });

  test('has the end of its run recorded though the wake-up for the next occurrence is not taken for ever', async () => {
    const { world, ports, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create(job(every));
    const send = () => new Promise<void>(() => {});
    void wake(timer(START), { lasting: { ...ports, queue: { ...ports.queue, send } } });
    const recorded = await until(
      'the end of the run',
      async () => (await world.jobs.get(ID))?.last_execution,
    );
    expect(recorded).toMatchObject({ execution: { status: 'completed' } });
  });

  test('tells of the occurrences that it skips', async () => {
    const { world, more, wake, pass } = quiet();
    const seldom = { ...job(every), schedule: { ...every, every: 300_000, missed: 'skip' as const } };
    await world.jobs.create(seldom);
    pass(200_000);
    await wake(timer(START));
    expect(more.told).toEqual([{ type: 'skipped', row: expect.anything(), reason: 'missed' }]);
  });

  test.each([
    [950, [true, true]],
    [951, [false, true, true]],
  ])('that waits for %d ms of a run under way reads the row 50 ms before it is due', async (end, commits) => {
    const { world, seen, wake, happensAt } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create(underWay);
    happensAt(START + end, () => world.jobs.commit({ ...underWay, version: 2, runs: [], succeeded: 1 }));
    await wake(timer(START + 1000));
    expect([seen.runs, seen.commits]).toEqual([[START + 1000], commits]);
  });

  test.each([
    [true, 1],
    [false, 0],
  ])(
    'about a run whose worker was lost continues alone, undecided, as received again: %s',
    async (again, times) => {
      const { world, seen, more, wake, pass } = quiet();
      await world.jobs.create(underWay);
      pass(45_000);
      const recover: WakeUp = { kind: 'recover', job_id: ID, gen: 1, armed_at: START, due: START + 45_000 };
      await wake(recover, { redelivered: again });
      expect([seen.commits, more.to, more.delays]).toEqual([[], [{ lane: 'alone', group: 'shop#dev' }], [0]]);
      expect(seen.sent.map(timesSentOn)).toEqual([times]);
    },
  );
});
