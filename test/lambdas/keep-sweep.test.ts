import { DeleteScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { EventBridgeScheduler } from '../../adapters/aws/event-bridge-scheduler.ts';
import { readMessage } from '../../core/messages/message.ts';
import type { TelemetryEvent } from '../../core/ports/telemetry.ts';
import { MINUTE } from '../../core/time/units.ts';
import { keepSweep } from '../../lambdas/keep-sweep.ts';
import { LOCAL, LOCAL_CREDENTIALS, localArn } from '../../local/names.ts';
import { type SchedulerHandle, startScheduler } from '../../local/scheduler/start-scheduler.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { MovableClock } from '../conformance/movable-clock.ts';
import { propertiesOf, synth } from '../lib/synth.ts';
import { until } from '../until.ts';

const NAME = 'sweep';
const GROUP = 'default';

describe('the schedule of the sweep', () => {
  let server: SchedulerHandle;
  let client: SchedulerClient;
  let clock: MovableClock;
  let told: TelemetryEvent[];

  beforeEach(async () => {
    server = await startScheduler({ port: 0, deliver: () => Promise.resolve() });
    const access = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
    client = new SchedulerClient({ endpoint: server.url, ...access });
    clock = new MovableClock();
    told = [];
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  /** A function that keeps the schedule beside its work, as dispatch and the executor do. */
  function worker(reached = client) {
    const scheduler = new EventBridgeScheduler(
      reached,
      {
        group: GROUP,
        queueArns: { main: localArn('sqs', 'wake-ups'), bulk: localArn('sqs', 'bulk') },
        deadLetterQueueArn: localArn('sqs', 'dead-letters'),
        roleArn: `arn:aws:iam::${LOCAL.account}:role/scheduler`,
      },
      PATIENT,
    );
    // What a call of this test tells late is none of the next test's.
    const own = told;
    const keep = keepSweep(NAME, { scheduler, clock, telemetry: (what) => own.push(what) });
    const handler = middy(async () => 'done').use(keep);
    return () => handler({}, {} as Context);
  }
  const standing = () => server.inspect().map(({ name, definition }) => ({ name, ...definition }));

  test('is there again after the next call when it was deleted, as the stack makes it', async () => {
    const call = worker();
    expect(await call()).toBe('done');
    await until('the schedule to stand', () => standing().length > 0);
    const [made] = standing();
    const described = propertiesOf(synth(), 'AWS::Scheduler::Schedule')['JobsSchedulesSweep'];
    expect(made).toMatchObject({
      name: described?.['Name'],
      ScheduleExpression: described?.['ScheduleExpression'],
      State: 'ENABLED',
      Target: {
        Arn: localArn('sqs', 'bulk'),
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    });
    expect(made?.Target.DeadLetterConfig).toBeUndefined();
    expect(readMessage(made?.Target.Input ?? '')).toEqual({ kind: 'sweep' });

    await client.send(new DeleteScheduleCommand({ Name: NAME, GroupName: GROUP }));
    clock.move(5 * MINUTE);
    await call();
    await until('the schedule to stand', () => standing().length > 0);
    expect(standing()).toHaveLength(1);
  });

  test('is looked after once in five minutes, and whenever a function starts', async () => {
    const call = worker();
    await call();
    await until('the schedule to stand', () => standing().length > 0);
    await client.send(new DeleteScheduleCommand({ Name: NAME, GroupName: GROUP }));
    clock.move(5 * MINUTE - 1);
    await call();
    expect(standing()).toHaveLength(0);
    await worker()();
    await until('the schedule to stand', () => standing().length > 0);
    expect(standing()).toHaveLength(1);
  });

  test('is looked after at once when the clock was set back', async () => {
    const call = worker();
    await call();
    await until('the schedule to stand', () => standing().length > 0);
    await client.send(new DeleteScheduleCommand({ Name: NAME, GroupName: GROUP }));
    clock.move(-60 * MINUTE);
    await call();
    await until('the schedule to stand', () => standing().length > 0);
    expect(standing()).toHaveLength(1);
  });

  test('stays disabled when an operator disabled it, which the alarm on missing sweeps tells', async () => {
    const call = worker();
    await call();
    await until('the schedule to stand', () => standing().length > 0);
    const [made] = standing();
    const { ScheduleExpression, Target } = made ?? {};
    const FlexibleTimeWindow = { Mode: 'OFF' } as const;
    await client.send(
      new UpdateScheduleCommand({
        Name: NAME,
        GroupName: GROUP,
        ScheduleExpression,
        FlexibleTimeWindow,
        Target: { Arn: Target?.Arn, RoleArn: Target?.RoleArn, Input: Target?.Input },
        State: 'DISABLED',
      }),
    );
    clock.move(5 * MINUTE);
    await call();
    expect(standing()).toMatchObject([{ State: 'DISABLED' }]);
    expect(told).toEqual([]);
  });

  test('fails no call when EventBridge Scheduler is gone, and says so', async () => {
    const access = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
    const unreachable = new SchedulerClient({ endpoint: 'http://127.0.0.1:1', ...access });
    const call = worker(unreachable);
    expect(await call()).toBe('done');
    expect(await call()).toBe('done');
    await until('the failure to be told', () => told.length > 0);
    unreachable.destroy();
    expect(told).toEqual([{ type: 'sweep-unsure', error: expect.anything() }]);
  });

  test('holds no call up when EventBridge Scheduler does not answer', async () => {
    const silent = { create: () => new Promise<void>(() => undefined), remove: async () => undefined };
    const keep = keepSweep(NAME, { scheduler: silent, clock, telemetry: () => undefined });
    expect(await middy(async () => 'done').use(keep)({}, {} as Context)).toBe('done');
  });
});
