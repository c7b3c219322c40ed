import { tombstoneOf } from '../../../../core/jobs/tombstone.ts';
import { every, ID, job, once, payload, quiet, START, timer, underWay } from './quiet.ts';

describe('a wake-up', () => {
  test.each([
    [0, [START], 0],
    [1, [], 1],
  ])('begins nothing while its job is on hold for %d ms more', async (ms, runs, sent) => {
    const { world, seen, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create({ ...job(once), held_until: START + ms });
    await wake(timer(START));
    expect([seen.runs, seen.sent.length]).toEqual([runs, sent]);
  });

  test('of a job that was deleted, and has left a tombstone, takes away what is left of it', async () => {
    const { world, seen, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create(tombstoneOf(job(once), START));
    await wake(timer(START));
    expect(seen).toEqual({ sent: [], commits: [], runs: [] });
    expect(world.jobs.payloads.size).toBe(0);
  });

  test('of an earlier schedule of its job does nothing', async () => {
    const { world, seen, wake } = quiet();
    await world.jobs.create({ ...job(once), gen: 2 });
    await wake(timer(START));
    expect(seen).toEqual({ sent: [], commits: [], runs: [] });
  });

  test('that waits reads its row again only where a run may change it meanwhile', async () => {
    const waits = async (row: typeof underWay) => {
      const { world, more, wake } = quiet();
      await world.jobs.putPayload({ id: ID }, payload);
      await world.jobs.create(row);
      await wake(timer(START + 1000));
      return more.reads;
    };
    expect(await waits({ ...job(once), next_run_at: START + 1000 })).toBe(1);
    expect(await waits({ ...underWay, schedule: { ...every, overlap: 'allow' } })).toBe(2);
  });

  test('that waits has its payload read meanwhile, once', async () => {
    const { world, ports, wake } = quiet();
    await world.jobs.putPayload({ id: ID }, payload);
    await world.jobs.create({ ...job(once), next_run_at: START + 1000 });
    const reads: number[] = [];
    const getPayload = world.jobs.getPayload.bind(world.jobs);
    ports.jobs.getPayload = async (...version) => {
      reads.push(ports.clock.now() - START);
      return await getPayload(...version);
    };
    await wake(timer(START + 1000));
    expect(reads).toEqual([0]);
  });

  test.each([
    [1000, [36_100]],
    [1001, [36_100, 35_000]],
  ])(
    'that waited and claims its run %d ms late keeps its message back anew only where its lease needs it',
    async (late, holds) => {
      const { world, more, wake, pass } = quiet();
      await world.jobs.putPayload({ id: ID }, payload);
      await world.jobs.create({ ...job(once), next_run_at: START + 100 });
      let counts = 0;
      await wake(timer(START + 100), {
        counted: (_row, work) => {
          counts += 1;
          // It has waited, and is about to claim.
          if (counts === 2) pass(late);
          return work();
        },
      });
      expect(more.holds).toEqual(holds);
    },
  );
});
