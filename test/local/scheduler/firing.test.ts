import { DeleteScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { HOUR } from '../../../core/time/units.ts';
import type { Delivery } from '../../../local/scheduler/delivery.ts';
import { until } from '../../until.ts';
import { ManualClock } from './manual-clock.ts';
import { at, type SchedulerFixture, startFixture, TARGET } from './scheduler-fixture.ts';

const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:000000000000:dead';
const scheduled = '<aws.scheduler.scheduled-time>';
const inputs = ({ delivered }: SchedulerFixture) => delivered.map(({ input }) => input);

describe('by the clock of the machine', () => {
  test('an at() fires at its time: once, and never early', async () => {
    const firings: number[] = [];
    await using fixture = await startFixture({ deliver: async () => void firings.push(Date.now()) });
    const due = Math.ceil((Date.now() + 500) / 1000) * 1000;
    await fixture.create('soon', at(due));
    await until('the schedule to fire', () => firings.length > 0);
    expect(firings[0]).toBeGreaterThanOrEqual(due);
    expect(fixture.server.firedCount()).toBe(1);
  });

  test('an at() in the past is accepted and fires soon, but once', async () => {
    await using fixture = await startFixture();
    await fixture.create('past', 'at(2020-01-01T00:00:00)');
    await until('the delivery', () => fixture.delivered.length > 0);
    expect(fixture.server.inspect()).toMatchObject([{ name: 'past', occurrence: null, due: null }]);
  });

  test('fires a thousand at the same second, each once', async () => {
    await using fixture = await startFixture();
    const due = Math.ceil((Date.now() + 2_500) / 1000) * 1000;
    const names = Array.from({ length: 1_000 }, (_, n) => `job-${n}`);
    for (let n = 0; n < names.length; n += 50) {
      await Promise.all(names.slice(n, n + 50).map((name) => fixture.create(name, at(due))));
    }
    await until('a thousand deliveries', () => fixture.delivered.length >= 1_000, 15_000);
    expect(inputs(fixture).sort()).toEqual(names.sort());
  });
});

describe('by a clock of our own', () => {
  let clock: ManualClock;

  beforeEach(() => {
    clock = new ManualClock('2026-03-07T00:00:00.000Z');
  });

  const withInput = (Input: string, more: object = {}) => ({ Target: { ...TARGET, Input, ...more } });

  test('a cron fires in its zone, and skips the day of a gap', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('daily', 'cron(30 2 * * ? *)', {
      ScheduleExpressionTimezone: 'America/New_York',
      ...withInput(scheduled),
    });
    await clock.advanceTo('2026-03-09T12:00:00Z');
    expect(inputs(fixture)).toEqual(['2026-03-07T07:30:00Z', '2026-03-09T06:30:00Z']);
  });

  test('a rate fires at once, then by its period, until EndDate', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('rate', 'rate(5 minutes)', {
      EndDate: new Date('2026-03-07T00:11:00Z'),
      ...withInput(scheduled),
    });
    await clock.advanceTo('2026-03-07T01:00:00Z');
    expect(inputs(fixture)).toEqual(['2026-03-07T00:00:00Z', '2026-03-07T00:05:00Z', '2026-03-07T00:10:00Z']);
    expect(fixture.server.inspect()).toMatchObject([{ definition: { State: 'ENABLED' }, occurrence: null }]);
  });

  test('waits longer than a timer can', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('far', 'at(2026-04-05T00:00:00)');
    await clock.jumpTo('2026-04-04T23:59:59.999Z');
    expect(fixture.delivered).toEqual([]);
    await clock.advanceTo('2026-04-05T00:00:00Z');
    expect(inputs(fixture)).toEqual(['far']);
  });

  test('is as late as it is told, and never early', async () => {
    const late = [40_000, -5_000];
    await using fixture = await startFixture({ clock, lateness: () => late.shift() ?? 0 });
    await fixture.create('late', 'at(2026-03-07T01:00:00)');
    await fixture.create('early', 'at(2026-03-07T02:00:00)');
    await clock.advanceTo('2026-03-07T01:00:39.999Z');
    expect(fixture.delivered).toEqual([]);
    await clock.advanceTo('2026-03-07T01:00:40Z');
    expect(inputs(fixture)).toEqual(['late']);
    await clock.advanceTo('2026-03-07T01:59:59.999Z');
    expect(inputs(fixture)).toEqual(['late']);
    await clock.advanceTo('2026-03-07T02:00:00Z');
    expect(inputs(fixture)).toEqual(['late', 'early']);
  });

  test('loses no minute of a cron that is always almost a minute late', async () => {
    await using fixture = await startFixture({ clock, lateness: () => 59_900 });
    await fixture.create('minutely', 'cron(* * * * ? *)', withInput(scheduled));
    await clock.advanceTo('2026-03-07T01:00:59.950Z');
    expect(new Set(inputs(fixture)).size).toBe(61);
    expect(fixture.delivered).toHaveLength(61);
  });

  test('fires late once, not in a burst, when the machine wakes from sleep', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('minutely', 'rate(1 minute)', withInput(scheduled));
    await clock.advanceTo('2026-03-07T00:00:30Z');
    await clock.jumpTo('2026-03-07T09:00:30Z');
    expect(inputs(fixture)).toEqual(['2026-03-07T00:00:00Z', '2026-03-07T00:01:00Z', '2026-03-07T09:00:00Z']);
  });

  test('neither a disabled nor a deleted schedule fires', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('disabled', 'at(2026-03-07T01:00:00)', { State: 'DISABLED' });
    await fixture.create('deleted', 'at(2026-03-07T01:00:00)');
    await fixture.client.send(new DeleteScheduleCommand({ Name: 'deleted' }));
    await clock.advanceTo('2026-03-08T00:00:00Z');
    expect(fixture.delivered).toEqual([]);
  });

  test('an update moves the time', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('job', 'at(2026-03-07T01:00:00)');
    const command = new UpdateScheduleCommand({
      Name: 'job',
      ScheduleExpression: 'at(2026-03-07T02:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { ...TARGET, Input: 'moved' },
    });
    await fixture.client.send(command);
    await clock.advanceTo('2026-03-07T01:59:59Z');
    expect(fixture.delivered).toEqual([]);
    await clock.advanceTo('2026-03-07T03:00:00Z');
    expect(inputs(fixture)).toEqual(['moved']);
  });

  test('ActionAfterCompletion DELETE removes what is over, and nothing else', async () => {
    await using fixture = await startFixture({ clock });
    const DELETE = { ActionAfterCompletion: 'DELETE' } as const;
    const EndDate = new Date('2026-03-07T00:30:00Z');
    await fixture.create('one-time', 'at(2026-03-07T01:00:00)', DELETE);
    await fixture.create('ending', 'rate(10 minutes)', { ...DELETE, EndDate });
    await fixture.create('endless', 'cron(0 0 7 3 ? 2026)', DELETE);
    await fixture.create('kept', 'at(2026-03-07T01:00:00)');
    await clock.advanceTo('2026-03-07T00:29:00Z');
    expect(fixture.server.inspect()).toHaveLength(4);
    await clock.advanceTo('2026-03-07T02:00:00Z');
    expect(fixture.server.inspect().map(({ name }) => name)).toEqual(['endless', 'kept']);
  });

  test('ActionAfterCompletion DELETE leaves alone what was changed while its target was invoked', async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    await using fixture = await startFixture({ clock, deliver: () => taken });
    await fixture.create('job', 'at(2026-03-07T01:00:00)', { ActionAfterCompletion: 'DELETE' });
    await clock.advanceTo('2026-03-07T01:00:01Z');
    const paused = new UpdateScheduleCommand({
      Name: 'job',
      ScheduleExpression: 'at(2026-03-07T05:00:00)',
      State: 'DISABLED',
      ActionAfterCompletion: 'DELETE',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: TARGET,
    });
    await fixture.client.send(paused);
    take();
    await until('the schedule to fire', () => fixture.server.firedCount() === 1);
    expect(fixture.server.inspect()).toMatchObject([{ name: 'job', definition: { State: 'DISABLED' } }]);
  });

  test('context attributes are filled in, unknown ones left alone', async () => {
    await using fixture = await startFixture({ clock });
    const Input = JSON.stringify({
      arn: '<aws.scheduler.schedule-arn>',
      at: scheduled,
      again: scheduled,
      execution: '<aws.scheduler.execution-id>',
      attempt: '<aws.scheduler.attempt-number>',
      other: '<aws.scheduler.unknown>',
    });
    await fixture.create('context', 'at(2022-03-22T18:59:43)', withInput(Input));
    await clock.advanceTo('2026-03-07T00:00:01Z');
    expect(JSON.parse(inputs(fixture)[0] ?? '')).toEqual({
      arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/context',
      at: '2022-03-22T18:59:43Z',
      again: '2022-03-22T18:59:43Z',
      execution: expect.stringMatching(/^[0-9a-f]{16}$/),
      attempt: '1',
      other: '<aws.scheduler.unknown>',
    });
  });

  test('a target without Input is sent the default notification', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('bare', 'at(2026-03-07T01:00:00)', { Target: TARGET });
    await clock.advanceTo('2026-03-07T01:00:00Z');
    expect(JSON.parse(inputs(fixture)[0] ?? '')).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      time: '2026-03-07T01:00:00Z',
    });
  });

  describe('where the target fails', () => {
    const failing = (failures: number, seen: Delivery[]) => async (delivery: Delivery) => {
      seen.push(delivery);
      if (delivery.arn === TARGET.Arn && seen.length <= failures) throw new RangeError('no room');
    };
    const input = '<aws.scheduler.execution-id> <aws.scheduler.attempt-number>';
    const retryDelay = (retry: number) => retry * 10_000;

    test('it is tried again, after growing delays, until it takes the message', async () => {
      const seen: Delivery[] = [];
      await using fixture = await startFixture({ clock, retryDelay, deliver: failing(2, seen) });
      await fixture.create('job', 'at(2026-03-07T01:00:00)', {
        ActionAfterCompletion: 'DELETE',
        ...withInput(input),
      });
      await clock.advanceTo('2026-03-07T01:00:09Z');
      expect(seen).toHaveLength(1);
      await clock.advanceTo('2026-03-07T01:00:29Z');
      expect(seen).toHaveLength(2);
      expect(fixture.server.inspect()).toHaveLength(1);
      await clock.advanceTo('2026-03-07T02:00:00Z');
      const [first = '', ...others] = seen.map((delivery) => delivery.input);
      const [execution] = first.split(' ');
      expect([first, ...others]).toEqual([`${execution} 1`, `${execution} 2`, `${execution} 3`]);
      expect(fixture.server.firedCount()).toBe(1);
      expect(fixture.server.inspect()).toEqual([]);
    });

    test('the message goes to the dead-letter queue when the retries are used up', async () => {
      const seen: Delivery[] = [];
      await using fixture = await startFixture({ clock, retryDelay, deliver: failing(9, seen) });
      const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 86_400 };
      const target = withInput(input, { RetryPolicy, DeadLetterConfig: { Arn: DEAD_LETTERS } });
      await fixture.create('job', 'at(2026-03-07T01:00:00)', target);
      await clock.advanceTo('2026-03-07T02:00:00Z');
      expect(seen.map(({ arn }) => arn)).toEqual([TARGET.Arn, TARGET.Arn, TARGET.Arn, DEAD_LETTERS]);
      expect(seen[3]).toEqual({
        arn: DEAD_LETTERS,
        input: seen[2]?.input,
        messageAttributes: {
          ERROR_CODE: 'RangeError',
          ERROR_MESSAGE: 'no room',
          EXECUTION_ID: seen[2]?.input.split(' ')[0],
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: '2',
          SCHEDULED_TIME: '2026-03-07T01:00:00Z',
          SCHEDULE_ARN: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/job',
          TARGET_ARN: TARGET.Arn,
        },
      });
      expect(fixture.server.firedCount()).toBe(0);
    });

    test('it is given up when the event grows too old, and without a queue the caller of the scheduler is told', async () => {
      const seen: Delivery[] = [];
      const warnings: string[] = [];
      const warn = (message: string) => void warnings.push(message);
      await using fixture = await startFixture({ clock, retryDelay, deliver: failing(9, seen), warn });
      const RetryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 };
      await fixture.create('job', 'at(2026-03-07T01:00:00)', withInput(input, { RetryPolicy }));
      await clock.advanceTo('2026-03-07T02:00:00Z');
      expect(seen).toHaveLength(4);
      expect(warnings).toEqual([expect.stringMatching(/^Dropped default\/job.*MaximumEventAgeInSeconds/)]);
    });

    test('deleting the schedule ends the retries', async () => {
      const seen: Delivery[] = [];
      await using fixture = await startFixture({ clock, retryDelay, deliver: failing(9, seen) });
      await fixture.create('job', 'at(2026-03-07T01:00:00)');
      await clock.advanceTo('2026-03-07T01:00:05Z');
      await fixture.client.send(new DeleteScheduleCommand({ Name: 'job' }));
      await clock.advanceTo('2026-03-07T02:00:00Z');
      expect(seen).toHaveLength(1);
    });
  });

  test('reset leaves nothing but the default group', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('job', 'rate(1 hour)');
    await clock.advanceTo('2026-03-07T00:00:01Z');
    fixture.server.reset();
    expect(fixture.server.firedCount()).toBe(0);
    await clock.advanceTo(new Date(clock.now() + 5 * HOUR).toISOString());
    expect(inputs(fixture)).toEqual(['job']);
    expect(fixture.server.inspect()).toEqual([]);
  });
});
