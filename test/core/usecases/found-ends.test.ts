import { NoCapacity } from '../../../core/errors/no-capacity.ts';
import type { Outcome } from '../../../core/jobs/finish.ts';
import type { WakeUp } from '../../../core/jobs/wake-up.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import { wakeJob } from '../../../core/usecases/wake-job.ts';
import { NO_FAULTS, World } from '../../simulation/world.ts';
import { ID, LEASE, minutely, NOW, OK, Wake } from '../jobs/rows.ts';

/** A job that is due, and workers whose writes of the row can be refused. */
async function workplace(retries = 0) {
  const world = new World(1, NOW, NO_FAULTS);
  let now = NOW;
  let refusing = false;
  const commit: Ports['jobs']['commit'] = async (row) => {
    if (refusing) throw new NoCapacity('refused');
    return await world.jobs.commit(row);
  };
  const ports: Ports = {
    ...world.outside(),
    clock: { now: () => now, sleepUntil: async () => undefined },
    jobs: Object.assign(Object.create(world.jobs), { commit }),
    queue: { send: async () => undefined, backlog: async () => 0 },
  };
  await world.jobs.create(minutely({ limit: 1 }, { retry: { retries } }));
  await world.jobs.putPayload(ID, {
    job: { product: 'shop', env: 'dev', scheduled_at: NOW },
    target: { resource: 'app', event: 'e' },
    input: {},
  });
  const calls: number[] = [];
  const wake = (message: WakeUp, redelivered: boolean, outcome: () => Promise<Outcome>) =>
    wakeJob(
      message,
      {
        redelivered,
        lane: message.kind === 'recover' ? 'alone' : 'main',
        isSlow: async () => false,
        hold: async () => undefined,
        lasting: ports,
      },
      ports,
      async () => {
        calls.push(now);
        return await outcome();
      },
    );
  const pass = (ms: number) => {
    now = NOW + ms;
  };
  const refuse = (is: boolean) => {
    refusing = is;
  };
  const job = () => world.jobs.rows.get(ID);
  const history = async () => (await world.history.list(ID, { limit: 10 })).executions;
  return { wake, calls, pass, refuse, job, history };
}

const never = () => new Promise<never>(() => undefined);

describe('a run whose worker was lost', () => {
  test('ends as its record says when the table refused the row, and its target is not called again', async () => {
    const { wake, calls, pass, refuse, job, history } = await workplace();
    const worker = wake(Wake.aim(NOW), false, async () => {
      pass(2000);
      refuse(true);
      return OK;
    });
    await expect(worker).rejects.toThrow(NoCapacity);
    refuse(false);
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    expect(calls).toEqual([NOW]);
    expect(job()).toMatchObject({ status: 'completed', succeeded: 1, runs: [], completed_at: NOW + 2000 });
    expect(await history()).toMatchObject([
      { status: 'completed', result: 'done', started_at: NOW, completed_at: NOW + 2000, attempts: 1 },
    ]);
  });

  test('is not tried again when its record says that it failed for good', async () => {
    const { wake, calls, pass, refuse, job } = await workplace(3);
    const failure = { code: 'NOT_FOUND', message: 'no such thing' };
    const worker = wake(Wake.aim(NOW), false, async () => {
      refuse(true);
      return { ok: false, failure };
    });
    await expect(worker).rejects.toThrow(NoCapacity);
    refuse(false);
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    expect(calls).toEqual([NOW]);
    expect(job()).toMatchObject({ failed: 1, runs: [], last_error: failure });
  });

  test('is called again when its worker died before its target answered', async () => {
    const { wake, calls, pass, job } = await workplace();
    void wake(Wake.aim(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, async () => OK);
    expect(calls).toEqual([NOW, NOW + LEASE]);
    expect(job()).toMatchObject({ status: 'completed', succeeded: 1 });
  });
});
