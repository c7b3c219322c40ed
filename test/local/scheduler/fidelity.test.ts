import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  UpdateScheduleCommand,
  type UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import type { Delivery } from '../../../local/scheduler/delivery.ts';
import { REQUESTS_PER_SECOND } from '../../../local/scheduler/request-rates.ts';
import { ManualClock } from './manual-clock.ts';
import { type SchedulerFixture, startFixture, TARGET } from './scheduler-fixture.ts';

const scheduled = '<aws.scheduler.scheduled-time>';
const inputs = ({ delivered }: SchedulerFixture) => delivered.map(({ input }) => input);
const withInput = (Input: string) => ({ Target: { ...TARGET, Input } });
const OFF = { FlexibleTimeWindow: { Mode: 'OFF' } } as const;

function update({ client }: SchedulerFixture, Name: string, more: Partial<UpdateScheduleInput>) {
  const ScheduleExpression = 'cron(0 * * * ? *)';
  return client.send(
    new UpdateScheduleCommand({ Name, ScheduleExpression, ...OFF, Target: TARGET, ...more }),
  );
}

let clock: ManualClock;
beforeEach(() => {
  clock = new ManualClock('2026-03-07T00:00:00.000Z');
});

describe('what the guide leaves open or warns of', () => {
  test('an EndDate that is past leaves a schedule enabled, and it never fires', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('over', 'rate(1 minute)', { EndDate: new Date('2026-03-06T00:00:00Z') });
    await clock.advanceTo('2026-03-08T00:00:00Z');
    const shown = await fixture.client.send(new GetScheduleCommand({ Name: 'over' }));
    expect(shown.State).toBe('ENABLED');
    expect(fixture.delivered).toEqual([]);
  });

  test('a schedule that is enabled again makes up for nothing', async () => {
    await using fixture = await startFixture({ clock });
    await fixture.create('hourly', 'cron(0 * * * ? *)', { State: 'DISABLED', ...withInput(scheduled) });
    await clock.advanceTo('2026-03-07T05:30:00Z');
    await update(fixture, 'hourly', { State: 'ENABLED', ...withInput(scheduled) });
    await clock.advanceTo('2026-03-07T06:00:00Z');
    expect(inputs(fixture)).toEqual(['2026-03-07T06:00:00Z']);
  });

  test('an update while an occurrence is on its way leaves the old version to be delivered', async () => {
    const seen: Delivery[] = [];
    const deliver = async (delivery: Delivery) => {
      seen.push(delivery);
      if (seen.length === 1) throw new RangeError('no room');
    };
    await using fixture = await startFixture({ clock, deliver, retryDelay: () => 10_000 });
    await clock.advanceTo('2026-03-07T00:30:00Z');
    await fixture.create('job', 'cron(0 * * * ? *)', withInput('old'));
    await clock.advanceTo('2026-03-07T01:00:05Z');
    await update(fixture, 'job', withInput('new'));
    await clock.advanceTo('2026-03-07T01:00:20Z');
    await clock.advanceTo('2026-03-07T02:00:00Z');
    expect(seen.map(({ input }) => input)).toEqual(['old', 'old', 'new']);
  });

  test('schedules of one minute come in another order than they were made in', async () => {
    const late = [40_000, 4_000, 49_000, 12_000];
    await using fixture = await startFixture({ clock, lateness: () => late.shift() ?? 0 });
    for (const name of ['a', 'b', 'c', 'd']) await fixture.create(name, 'at(2026-03-07T01:00:00)');
    await clock.advanceTo('2026-03-07T01:01:00Z');
    expect(inputs(fixture)).toEqual(['b', 'd', 'a', 'c']);
  });

  test('a flexible time window must be given, OFF where none is wanted', async () => {
    await using fixture = await startFixture({ clock });
    const refused = fixture.create('job', 'rate(1 hour)', { FlexibleTimeWindow: undefined });
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(fixture.create('job', 'rate(1 hour)', OFF)).resolves.toContain('/job');
  });
});

describe('quotas', () => {
  test('are those of a large region', () => {
    expect(REQUESTS_PER_SECOND).toEqual({
      'POST /schedules/{}': 5000,
      'PUT /schedules/{}': 1000,
      'DELETE /schedules/{}': 1000,
      'GET /schedules/{}': 1000,
    });
  });

  test('answer requests over their rate with ThrottlingException 429, and take them again in the next second', async () => {
    const requestsPerSecond = { 'POST /schedules/{}': 2, 'DELETE /schedules/{}': 1 };
    await using fixture = await startFixture({ clock, requestsPerSecond });
    const remove = () => fixture.client.send(new DeleteScheduleCommand({ Name: 'a' }));
    await fixture.create('a', 'rate(1 hour)');
    await fixture.create('b', 'rate(1 hour)');
    await expect(fixture.create('c', 'rate(1 hour)')).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
    await remove();
    await expect(remove()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await clock.advanceTo('2026-03-07T00:00:01Z');
    await expect(fixture.create('c', 'rate(1 hour)')).resolves.toContain('/c');
  });

  test('delay invocations over their rate, and lose none', async () => {
    await using fixture = await startFixture({ clock, invocationsPerSecond: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await fixture.create(name, 'at(2026-03-07T01:00:00)');
    await clock.advanceTo('2026-03-07T01:00:00.400Z');
    expect(fixture.delivered).toHaveLength(2);
    await clock.advanceTo('2026-03-07T01:00:00.500Z');
    expect(fixture.delivered).toHaveLength(3);
    await clock.advanceTo('2026-03-07T01:00:02Z');
    expect(inputs(fixture).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
