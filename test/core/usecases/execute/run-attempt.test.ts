import { NoCapacity } from '../../../../core/errors/run-error.ts';
import type { Outcome } from '../../../../core/jobs/finish.ts';
import type { RecordedExecution } from '../../../../core/jobs/recorded-execution.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import { type PayloadAhead, runAttempt } from '../../../../core/usecases/execute/run-attempt.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { claimed, fails, ID, LEASE, NOW, newRow, OK, runningOf } from '../../jobs/rows.ts';
import { once } from '../../schedule/tables.ts';

/** A job whose run a worker has. */
const running: JobRow = claimed(newRow(once(NOW), { retry: { retries: 1 } }));

/** A worker whose attempt takes `took` ms. */
async function worker(outcome: Outcome, took = 1500, row = running) {
  const world = new World(1, NOW, NO_FAULTS);
  world.listen();
  world.jobs.rows.set(ID, row);
  await world.jobs.putPayload(
    { id: ID },
    {
      target: { resource: 'app' },
      input: {},
    },
  );
  const told: TelemetryEvent[] = [];
  const sleeps: number[] = [];
  let [now, reads] = [NOW, 0];
  const get: Ports['jobs']['get'] = async (id) => {
    reads += 1;
    return await world.jobs.get(id);
  };
  const jobs: Ports['jobs'] = Object.assign(Object.create(world.jobs), { get });
  const sleepUntil = async (at: number) => {
    sleeps.push(at - NOW);
    await new Promise(setImmediate);
    now = Math.max(now, at);
  };
  const ports: Ports = {
    ...world.outside(),
    jobs,
    clock: { now: () => now, sleepUntil },
    telemetry: (event) => void told.push(event),
    queue: { send: async () => undefined, backlog: async () => 0 },
  };
  const calls: unknown[] = [];
  const run = (armed: Promise<void> = Promise.resolve(), payload?: PayloadAhead) =>
    runAttempt(row, runningOf(row), { armed, payload }, ports, ports, async (_row, read) => {
      calls.push(read.target);
      now += took;
      return outcome;
    });
  const events = () => world.deliveries.deliveries.map(({ payload: { event } }) => event);
  const left = () => world.jobs.rows.get(ID);
  return { run, world, ports, jobs, told, sleeps, calls, events, left, reads: () => reads };
}

function lastExecution(row: JobRow | undefined): RecordedExecution {
  if (!row?.last_execution) throw new Error('no execution stands in the row');
  return row.last_execution;
}

describe('an attempt', () => {
  test('that has succeeded is told with how long it took, and its end with it', async () => {
    const { run, told, left } = await worker(OK);
    await run();
    const attempt = { type: 'attempt', row: running, run: runningOf(running), started_at: NOW };
    expect(told[0]).toEqual({ ...attempt, duration_ms: 1500 });
    expect(told.slice(1)).toMatchObject([{ type: 'ended', execution: { status: 'completed' } }]);
    expect(left()).toMatchObject({ status: 'completed', completed_at: NOW + 1500 });
  });

  test('that has failed is told with its error', async () => {
    const { run, told } = await worker(fails('TIMEOUT'));
    await run();
    expect(told).toMatchObject([{ type: 'attempt', error: { code: 'TIMEOUT', message: 'told so' } }]);
  });

  test('that has left the executor is told with the moment at which it comes again', async () => {
    const { run, told } = await worker({ ok: 'deferred', deferral: { until: NOW + 60_000 } });
    await run();
    expect(told).toEqual([{ type: 'deferred', row: running, run: runningOf(running), until: NOW + 60_000 }]);
  });

  test.each([
    ['of its version', undefined, 'ahead'],
    ['of another version', 7, 'app'],
    ['that could not be read ahead', null, 'app'],
  ])('takes what was read ahead of its payload %s, or reads it', async (_what, version, resource) => {
    const { run, calls } = await worker(OK);
    const ahead = { target: { resource: 'ahead' }, input: {} };
    await run(undefined, {
      version: version ?? undefined,
      read: Promise.resolve(version === null ? null : ahead),
    });
    expect(calls).toEqual([{ resource }]);
  });

  test('whose payload is gone fails without a call of its target', async () => {
    const { run, world, calls, told } = await worker(OK);
    world.jobs.payloads.clear();
    await run();
    const error = { code: 'INTERNAL_ERROR', message: 'The payload of the job is gone.' };
    expect(told).toMatchObject([{ type: 'attempt', error }]);
    expect(calls).toEqual([]);
  });

  test('that an earlier worker has ended is told as found, and its target is not called', async () => {
    const first = await worker(OK);
    await first.run();
    const { execution, rank } = lastExecution(first.left());
    const row = { ...running, runs: [{ ...runningOf(running), lost: 1 }] };
    const place = await worker(OK, 0, row);
    await place.world.history.record(ID, execution, rank);
    await place.run();
    expect(place.calls).toEqual([]);
    expect(place.told.map(({ type }) => type)).toEqual(['found-ended', 'ended']);
    expect(place.left()).toMatchObject({ status: 'completed', completed_at: NOW + 1500 });
  });

  test('whose end the table refuses to take is written into the history, and committed when it takes it', async () => {
    const { run, world, jobs, left } = await worker(OK);
    let refusals = 1;
    jobs.commit = async (row) => {
      if (refusals-- > 0) throw new NoCapacity('refused');
      expect((await world.history.find(ID, NOW))?.execution).toMatchObject({
        number: 1,
        status: 'completed',
      });
      return await world.jobs.commit(row);
    };
    await run();
    expect(left()).toMatchObject({ status: 'completed', last_execution: { execution: { number: 1 } } });
  });

  test.each([
    [2000, ['commit', 'commit']],
    [2001, ['commit', 'record', 'commit']],
  ])(
    'that is refused with %d ms of its lease left is noted only where it is more than two seconds: %j',
    async (left, wanted) => {
      const { run, jobs, ports } = await worker(OK, LEASE - left);
      const calls: string[] = [];
      jobs.commit = async (row) => {
        calls.push('commit');
        if (calls.length === 1) throw new NoCapacity('refused');
        return await Object.getPrototypeOf(jobs).commit(row);
      };
      const record = ports.history.record.bind(ports.history);
      ports.history = Object.assign(Object.create(ports.history), {
        record: async (...execution: Parameters<typeof record>) => {
          calls.push('record');
          await record(...execution);
        },
      });
      await run();
      expect(calls).toEqual(wanted);
    },
  );

  test('whose end nothing takes is tried five hundred times with all its lease left, and once more to be told', async () => {
    const { run, jobs, ports } = await worker(OK, 0);
    const calls = { commit: 0, record: 0 };
    const refused = (what: keyof typeof calls) => () => {
      calls[what] += 1;
      return Promise.reject(new NoCapacity('refused'));
    };
    jobs.commit = refused('commit');
    ports.history = Object.assign(Object.create(ports.history), { record: refused('record') });
    await expect(run()).rejects.toThrow('refused');
    expect(calls).toEqual({ commit: 502, record: 500 });
  });

  test('that has failed has the next one of its run sent', async () => {
    const { run, ports, left } = await worker(fails('TIMEOUT'));
    const sent: unknown[] = [];
    ports.queue.send = async (body) => void sent.push(JSON.parse(body).kind);
    await run();
    expect(left()?.runs).toMatchObject([{ state: 'waiting' }]);
    expect(sent).toEqual(['retry']);
  });

  test('of a run that another worker has taken over is not done, so that its message stays', async () => {
    const { run, world } = await worker(OK);
    world.jobs.rows.set(ID, { ...running, version: 9, runs: [{ ...runningOf(running), lost: 1 }] });
    await expect(run()).rejects.toThrow(`run 1 of ${ID} was taken over by a redelivery`);
  });

  test('of a job that was deleted meanwhile is done', async () => {
    const { run, world } = await worker(OK);
    world.jobs.rows.clear();
    await expect(run()).resolves.toBeUndefined();
  });

  test.each([
    [LEASE - 1, 0],
    [LEASE, 1],
  ])('that ends after %d ms reads the row %d times before it writes anything down', async (took, times) => {
    const { run, reads } = await worker(OK, took);
    await run();
    expect(reads()).toBe(times);
  });
});

describe('the end of an attempt', () => {
  test('waits for the wake-ups of its row where its target was not called', async () => {
    const { run, jobs, sleeps, left } = await worker(OK);
    jobs.getPayload = () => Promise.reject(new NoCapacity('refused'));
    const { promise, resolve } = Promise.withResolvers<void>();
    const running = run(promise);
    for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
    expect([sleeps, left()?.version]).toEqual([[], 2]);
    resolve();
    await running;
    expect(left()?.runs).toMatchObject([{ state: 'waiting', slot: 'wanted', deferrals: 1 }]);
  });

  test('that is not known for another reason than lack of capacity is a fault', async () => {
    const { run, jobs, left } = await worker(OK);
    jobs.getPayload = () => Promise.reject(new Error('broken'));
    await expect(run()).rejects.toThrow('broken');
    expect(left()).toEqual(running);
  });
});
