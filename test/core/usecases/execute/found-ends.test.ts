import { NoCapacity } from '../../../../core/errors/run-error.ts';
import { LOST } from '../../../../core/jobs/abandon.ts';
import type { Command } from '../../../../core/jobs/advance.ts';
import { UNDELIVERED } from '../../../../core/jobs/dead-letter.ts';
import { rankOf } from '../../../../core/jobs/end-run.ts';
import type { Outcome } from '../../../../core/jobs/finish.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import { abandoned, dueAt } from '../../../../core/jobs/run-in-flight.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import { type Lane, ScheduleName, type WakeUp } from '../../../../core/messages/wake-up.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import type { Committed } from '../../../../core/usecases/commit/decide-and-commit.ts';
import { endLostRuns } from '../../../../core/usecases/commit/end-lost-runs.ts';
import { recordDeadLetter } from '../../../../core/usecases/execute/record-dead-letter.ts';
import { wakeJob } from '../../../../core/usecases/execute/wake-job.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { CALLER } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { ID, LEASE, minutely, NOW, OK, runOf, Wake } from '../../jobs/rows.ts';

/** A job that is due, and workers whose writes of the row can be refused. */
async function workplace(retries = 0) {
  const world = new World(1, NOW, NO_FAULTS);
  let now = NOW;
  let refusing = false;
  const unreadable = new Set<string>();
  const told: TelemetryEvent[] = [];
  const commit: Ports['jobs']['commit'] = async (row) => {
    if (refusing) throw new NoCapacity('refused');
    return await world.jobs.commit(row);
  };
  const readable =
    <T>(what: string, read: () => Promise<T>) =>
    async () => {
      if (unreadable.has(what)) throw new NoCapacity('refused');
      return await read();
    };
  const ports: Ports = {
    ...world.outside(),
    clock: { now: () => now, sleepUntil: async () => await new Promise<void>(setImmediate) },
    jobs: Object.assign(Object.create(world.jobs), {
      commit,
      getPayload: readable('payload', () => world.jobs.getPayload({ id: ID })),
    }),
    history: Object.assign(Object.create(world.history), {
      find: readable('record', () => world.history.find(ID, NOW)),
    }),
    queue: { send: async () => undefined, backlog: async () => 0 },
    telemetry: (event) => void told.push(event),
  };
  await world.jobs.create(minutely({ limit: 1 }, { retry: { retries } }));
  await world.jobs.putPayload(
    { id: ID },
    {
      target: { resource: 'app', event: 'e' },
      input: {},
    },
  );
  const calls: number[] = [];
  const wake = (
    message: WakeUp,
    redelivered: boolean,
    outcome: () => Promise<Outcome>,
    lane: Lane = message.kind === 'recover' ? 'alone' : 'main',
  ) =>
    wakeJob(
      message,
      {
        redelivered,
        lane,
        isSlow: async () => false,
        counted: (_row, work) => work(),
        extendVisibility: async () => undefined,
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
  const deadLetter = (message: WakeUp) => recordDeadLetter(message, ports);
  const command = (what: Command) => changeJob(ID, what, CALLER, everything, ports);
  /** Ports that meet at the asking: each of `many` asks the history before any continues. */
  const meeting = (many: number): Ports => {
    const { promise: met, resolve: meet } = Promise.withResolvers<void>();
    let asking = many;
    const find: Ports['history']['find'] = async (...place) => {
      const found = await world.history.find(...place);
      asking -= 1;
      if (asking === 0) meet();
      await met;
      return found;
    };
    return { ...ports, history: Object.assign(Object.create(world.history), { find }) };
  };
  const found = () => told.filter(({ type }) => type === 'found-ended');
  const act = { wake, pass, refuse, deadLetter, command, meeting };
  return { ...act, unreadable, calls, job, history, world, found };
}

function rowOf(row: JobRow | undefined): JobRow {
  if (!row) throw new Error('the job is gone');
  return row;
}

const never = () => new Promise<never>(() => undefined);

describe('a run whose worker was lost', () => {
  test('ends as its record says when the table refused the row, and its target is not called again', async () => {
    const { wake, calls, pass, refuse, job, history } = await workplace();
    const worker = wake(Wake.timer(NOW), false, async () => {
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
    const worker = wake(Wake.timer(NOW), false, async () => {
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
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, async () => OK);
    expect(calls).toEqual([NOW, NOW + LEASE]);
    expect(job()).toMatchObject({ status: 'completed', succeeded: 1 });
  });
});

describe('a run that is abandoned', () => {
  /** Its worker writes down that it is completed, and the table refuses the row. */
  async function answered() {
    const place = await workplace();
    const worker = place.wake(Wake.timer(NOW), false, async () => {
      place.pass(2000);
      place.refuse(true);
      return OK;
    });
    await expect(worker).rejects.toThrow(NoCapacity);
    place.refuse(false);
    return place;
  }
  const completed = { status: 'completed', succeeded: 1, failed: 0, runs: [], completed_at: NOW + 2000 };

  test('ends as its record says when its wake-up is dead-lettered', async () => {
    const { pass, deadLetter, job, history, found } = await answered();
    pass(LEASE);
    await deadLetter(Wake.timer(NOW));
    expect(job()).toMatchObject(completed);
    expect(found()).toMatchObject([{ row: { id: ID }, run: { number: 1, state: 'abandoned' } }]);
    expect(job()?.did?.events).toEqual([{ event: 'job.completed' }]);
    expect(await history()).toMatchObject([{ status: 'completed', result: 'done' }]);
  });

  /** The same, paused, when its lease was over and its record could not be read. */
  async function held() {
    const place = await answered();
    await place.command({ type: 'pause' });
    place.pass(LEASE);
    place.unreadable.add('record');
    await expect(place.wake(Wake.recover(NOW + LEASE), false, never)).rejects.toThrow(NoCapacity);
    place.unreadable.clear();
    expect(place.job()?.runs).toMatchObject([{ state: 'waiting', lost: 1, retry_at: NOW + LEASE }]);
    return place;
  }

  test('ends as its record says while its job is paused, so that the counts are those of the history', async () => {
    const { wake, calls, pass, command, job, found } = await answered();
    await command({ type: 'pause' });
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    expect(job()).toMatchObject({ ...completed, status: 'paused' });
    expect(calls).toEqual([NOW]);
    expect(found()).toMatchObject([{ row: { id: ID }, run: { number: 1, state: 'waiting' } }]);
  });

  test('waits in a paused job where nothing is written down of it', async () => {
    const { wake, pass, command, job } = await workplace();
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    await command({ type: 'pause' });
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    expect(job()).toMatchObject({ status: 'paused', runs: [{ state: 'waiting', lost: 1 }], failed: 0 });
  });

  test('that a pause holds ends as its record says when the message about it comes again', async () => {
    const { wake, job } = await held();
    await wake(Wake.recover(NOW + LEASE), true, never);
    expect(job()).toMatchObject({ ...completed, status: 'paused' });
  });

  test('that a pause holds ends as its record says when its wake-up is dead-lettered', async () => {
    const { deadLetter, job } = await held();
    await deadLetter(Wake.timer(NOW));
    expect(job()).toMatchObject({ ...completed, status: 'paused' });
  });

  test('that a pause holds ends as its record says when its job is cancelled, and as cancelled where there is none', async () => {
    const recorded = await held();
    await recorded.command({ type: 'cancel' });
    // Of the two ends the later one stands, the cancel.
    const end = { status: 'cancelled', completed_at: NOW + LEASE };
    expect(recorded.job()).toMatchObject({ ...completed, ...end });
    expect(await recorded.history()).toMatchObject([{ status: 'completed', result: 'done', attempts: 1 }]);

    const { wake, pass, command, job, history } = await workplace();
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    await command({ type: 'pause' });
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    await command({ type: 'cancel' });
    expect(job()).toMatchObject({ status: 'cancelled', failed: 1, runs: [] });
    expect(await history()).toMatchObject([{ status: 'failed', error: { code: 'CANCELLED' }, attempts: 1 }]);
  });

  test('ends as its record says when the job was cancelled meanwhile', async () => {
    const { wake, calls, pass, command, job } = await answered();
    await command({ type: 'cancel' });
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    expect(calls).toEqual([NOW]);
    expect(job()).toMatchObject({ ...completed, status: 'cancelled' });
  });

  test('is failed as lost where nothing is written down of it', async () => {
    const { wake, pass, command, job, history, found } = await workplace();
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    await command({ type: 'cancel' });
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    expect(found()).toEqual([]);
    expect(job()).toMatchObject({ failed: 1, runs: [], last_error: { code: 'WORKER_LOST' } });
    expect(await history()).toMatchObject([
      { status: 'failed', error: { code: 'WORKER_LOST' }, attempts: 1 },
    ]);
  });

  test('of a job that goes before it is ended leaves no record', async () => {
    const { pass, world, wake, job, meeting } = await workplace();
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    pass(LEASE);
    const row = { ...rowOf(job()), runs: [abandoned(runOf(rowOf(job())), NOW)] };
    world.jobs.rows.clear();
    const committed: Committed = { row, decision: { before: [], after: [{ type: 'end-lost' }] } };
    expect(await endLostRuns(committed, LOST, meeting(1))).toEqual(row);
    expect(await world.history.find(ID, NOW)).toBeNull();
    expect(world.jobs.payloads.size).toBe(0);
  });

  test('is left to the commit that abandoned it, and no other asks how it ended', async () => {
    const { wake, job, meeting } = await workplace();
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    const row = { ...rowOf(job()), runs: [abandoned(runOf(rowOf(job())), NOW)] };
    const find = () => Promise.reject(new Error('asked'));
    const ports = { ...meeting(1), history: { find } } as unknown as Ports;
    expect(await endLostRuns({ row, decision: { before: [], after: [] } }, LOST, ports)).toBe(row);
  });

  test('takes the schedules of its job away with it when nothing of that is to come', async () => {
    const { pass, world, wake, job, meeting } = await workplace();
    const name = ScheduleName.tick({ id: ID, gen: 1 }, 0);
    await world.scheduler.create({ name, expression: 'rate(1 minute)', body: '', once: false });
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    pass(LEASE);
    const { version } = rowOf(job());
    const row = { ...rowOf(job()), version: version + 1, runs: [abandoned(runOf(rowOf(job())), NOW)] };
    await world.jobs.commit(row);
    const committed: Committed = { row, decision: { before: [], after: [{ type: 'end-lost' }] } };
    expect(await endLostRuns(committed, LOST, meeting(1))).toMatchObject({ status: 'completed', failed: 1 });
    expect(world.scheduler.schedules.size).toBe(0);
  });

  test('ends in one way for two who ask at once, also when its worker writes down its end in between', async () => {
    const { pass, command, world, wake, job, history, meeting } = await workplace();
    void wake(Wake.timer(NOW), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    await command({ type: 'cancel' });
    const run = runOf(rowOf(job()));
    pass(LEASE);
    const row = {
      ...rowOf(job()),
      version: rowOf(job()).version + 1,
      runs: [abandoned(run, NOW)],
    };
    await world.jobs.commit(row);
    const committed: Committed = { row, decision: { before: [], after: [{ type: 'end-lost' }] } };
    const late = { number: 1, occurrence: NOW, status: 'completed', attempts: 1 } as const;
    const ports = meeting(2);
    const endings = [LOST, UNDELIVERED].map((failure) => endLostRuns(committed, failure, ports));
    await world.history.record(ID, late, rankOf(run));
    await Promise.all(endings);
    expect(job()).toMatchObject({ runs: [], succeeded: 1, failed: 0 });
    expect(await history()).toMatchObject([{ status: 'completed' }]);
  });
});

describe('a run that cannot begin for lack of capacity', () => {
  const minutes = Array.from({ length: 20 }, (_, minute) => (minute + 1) * 60_000);

  test('waits and is not lost however long its payload cannot be read', async () => {
    const { wake, calls, pass, unreadable, job } = await workplace();
    unreadable.add('payload');
    await wake(Wake.timer(NOW), false, async () => OK);
    for (const ms of minutes) {
      const run = runOf(rowOf(job()));
      expect(run).toMatchObject({ lost: 0, slot: 'wanted' });
      pass(ms);
      await wake(Wake.retry(1, run.attempt, dueAt(run), run.deferrals), false, async () => OK);
    }
    unreadable.clear();
    pass(3_600_000);
    const run = runOf(rowOf(job()));
    await wake(Wake.retry(1, 1, dueAt(run), run.deferrals), false, async () => OK);
    expect(calls).toEqual([NOW + 3_600_000]);
    expect(job()).toMatchObject({ status: 'completed', succeeded: 1, runs: [] });
  });

  test('ends by the record of its lost worker, without its payload, once the record can be read', async () => {
    const { wake, calls, pass, refuse, unreadable, job } = await workplace();
    const worker = wake(Wake.timer(NOW), false, async () => {
      refuse(true);
      return OK;
    });
    await expect(worker).rejects.toThrow(NoCapacity);
    refuse(false);
    unreadable.add('record').add('payload');
    pass(LEASE);
    await wake(Wake.recover(NOW + LEASE), false, never);
    const run = runOf(rowOf(job()));
    expect(run).toMatchObject({ deferrals: 1, lost: 1 });
    unreadable.delete('record');
    pass(2 * LEASE);
    await wake(Wake.retry(1, 1, dueAt(run), run.deferrals), false, never, 'alone');
    expect(calls).toEqual([NOW]);
    expect(job()).toMatchObject({ status: 'completed', succeeded: 1, completed_at: NOW });
  });
});
