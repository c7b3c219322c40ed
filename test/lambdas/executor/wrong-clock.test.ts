import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { CheckedClock } from '../../../adapters/aws/clock.ts';
import { MemorySlowScopes } from '../../../adapters/memory/memory-queues.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { messageBody } from '../../../core/messages/message.ts';
import type { WakeUp } from '../../../core/messages/wake-up.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../../core/ports/telemetry.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { createHandler } from '../../../lambdas/executor/handler.ts';
import { checkClock } from '../../../lambdas/own-clients.ts';
import { every } from '../../core/schedule/tables.ts';
import { ID, jobRow } from '../../rows.ts';
import { NO_FAULTS } from '../../simulation/faults.ts';
import { World } from '../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);

/** A job of every minute that writes off what is over two minutes late, and an executor whose machine is `ahead`. */
async function executor(ahead: number) {
  const world = new World(1, START, NO_FAULTS);
  let now = START;
  const clock = new CheckedClock(() => now + ahead);
  const told: TelemetryEvent[] = [];
  const runs: number[] = [];
  const ports: Ports = { ...world.outside(), clock, telemetry: (what) => told.push(what) };
  const schedule = every(MINUTE, START + MINUTE, { missed: 'skip' });
  const row = jobRow(START, { schedule });
  await ports.jobs.create(row);
  await ports.jobs.putPayload(
    { id: ID },
    {
      target: { resource: 'app', event: 'e' },
      input: {},
    },
  );
  const extendVisibility = async () => undefined;
  const runner = async (_row: JobRow, _payload: unknown, { occurrence }: { occurrence: number }) => {
    runs.push(occurrence);
    return { ok: true as const, result: null };
  };
  const logger = new Logger({ logLevel: 'SILENT' });
  const ask = async () => {
    clock.learn({ sent: now + ahead, received: now + ahead + 20, date: Math.floor(now / SECOND) * SECOND });
    now += 30;
  };
  const handler = middy(
    createHandler({
      ports,
      lasting: ports,
      hasty: ports,
      sending: ports,
      laneOf: () => 'main',
      slowScopes: new MemorySlowScopes(),
      runner,
      extendVisibility,
      applySchedules: () => Promise.reject(new Error('no schedules')),
      healSchedules: async () => undefined,
      scopes: [],
      logger,
    }),
  ).use(checkClock(ask, ports.telemetry, clock));
  return {
    told,
    runs,
    row: () => ports.jobs.get(ID),
    wakeAt: async (time: number, wake: WakeUp) => {
      now = time;
      return await handler(eventOf(wake), {} as Context);
    },
  };
}

describe('an executor whose clock is wrong', () => {
  const tick: WakeUp = { kind: 'tick', job_id: ID, gen: 1, armed_at: START, schedule: 'tick' };

  test.each([
    ['an hour ahead', HOUR],
    ['an hour behind', -HOUR],
  ])('by being %s runs what is due, writes nothing off as missed, and says so', async (_how, ahead) => {
    const { told, runs, row, wakeAt } = await executor(ahead);
    expect(await wakeAt(START + MINUTE + 2000, tick)).toEqual({ batchItemFailures: [] });
    expect(runs).toEqual([START + MINUTE]);
    expect(await row()).toMatchObject({ next_run_at: START + 2 * MINUTE, execution_count: 1 });
    expect((await row())?.skips).toBeUndefined();
    expect(told.filter(({ type }) => type === 'skipped')).toEqual([]);
    expect(told).toContainEqual({ type: 'clock-skew', ms: expect.any(Number) });
  });

  test('by being an hour ahead runs nothing before its time', async () => {
    const { runs, row, wakeAt } = await executor(HOUR);
    await wakeAt(START - 30 * MINUTE, tick);
    expect(runs).toEqual([]);
    expect(await row()).toMatchObject({ next_run_at: START + MINUTE, execution_count: 0 });
  });
});

function eventOf(wake: WakeUp): SQSEvent {
  const attributes = { ApproximateReceiveCount: '1' };
  const record = { messageId: 'm', receiptHandle: 'r', body: messageBody(wake), attributes };
  return { Records: [record] } as SQSEvent;
}
