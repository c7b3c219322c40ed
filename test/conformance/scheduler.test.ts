import { randomUUID } from 'node:crypto';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { EventBridgeScheduler } from '../../adapters/aws/event-bridge-scheduler.ts';
import { MemoryScheduler } from '../../adapters/memory/memory-queues.ts';
import type { Scheduler, ScheduleSpec } from '../../core/ports/scheduler.ts';
import { LOCAL, LOCAL_CREDENTIALS, localArn } from '../../local/names.ts';
import { startScheduler } from '../../local/scheduler/start-scheduler.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';

interface Ground {
  scheduler: Scheduler;
  /** The bodies that the schedules there would send, by name. */
  standing(): Map<string, string>;
  stop(): Promise<void>;
}

async function startMemory(): Promise<Ground> {
  const scheduler = new MemoryScheduler();
  const standing = () => new Map([...scheduler.schedules].map(([name, { body }]) => [name, body]));
  return { scheduler, standing, stop: () => Promise.resolve() };
}

async function startEventBridge(): Promise<Ground> {
  const server = await startScheduler({ port: 0, deliver: () => Promise.resolve() });
  const client = new SchedulerClient({
    endpoint: server.url,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
  });
  const scheduler = new EventBridgeScheduler(
    client,
    {
      group: 'default',
      queueArns: { main: localArn('sqs', 'wake-ups'), bulk: localArn('sqs', 'bulk') },
      deadLetterQueueArn: localArn('sqs', 'dead-letters'),
      roleArn: `arn:aws:iam::${LOCAL.account}:role/scheduler`,
    },
    PATIENT,
  );
  const standing = () =>
    new Map(server.inspect().map((schedule) => [schedule.name, schedule.definition.Target.Input ?? '']));
  const stop = async () => {
    client.destroy();
    await server.stop();
  };
  return { scheduler, standing, stop };
}

const GROUNDS: [string, () => Promise<Ground>][] = [
  ['memory', startMemory],
  ['EventBridge', startEventBridge],
];

describe.each(GROUNDS)('the scheduler on %s', (_name, start) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await start();
  });
  afterAll(async () => {
    await ground?.stop();
  });

  const spec = (fields: Partial<ScheduleSpec> = {}): ScheduleSpec => ({
    name: `job-${randomUUID()}`,
    expression: 'at(2035-01-01T00:00:00)',
    body: '{"job_id":"job_1"}',
    once: true,
    ...fields,
  });

  test('creates a schedule once, and takes a second creation for done', async () => {
    const first = spec();
    await ground.scheduler.create(first);
    await ground.scheduler.create({ ...first, body: '{"job_id":"job_2"}' });
    expect(ground.standing().get(first.name)).toBe(first.body);
  });

  test('takes creations of one name at once', async () => {
    const one = spec();
    await Promise.all([1, 2, 3].map(() => ground.scheduler.create(one)));
    expect(ground.standing().get(one.name)).toBe(one.body);
  });

  test('takes every kind of expression', async () => {
    const start = Date.UTC(2034, 0, 1);
    const kinds = [
      spec(),
      spec({ expression: 'rate(5 minutes)', start, once: false }),
      spec({ expression: 'cron(0 9 * * ? *)', timezone: 'Africa/Accra', start, once: false }),
    ];
    for (const kind of kinds) await ground.scheduler.create(kind);
    for (const kind of kinds) expect(ground.standing().has(kind.name)).toBe(true);
  });

  test('removes a schedule, and takes the removal of a missing one for done', async () => {
    const one = spec();
    await ground.scheduler.create(one);
    await ground.scheduler.remove(one.name);
    await ground.scheduler.remove(one.name);
    expect(ground.standing().has(one.name)).toBe(false);
    await ground.scheduler.create(one);
    expect(ground.standing().has(one.name)).toBe(true);
  });

  test.each(['', 'with space', 'a'.repeat(65)])('refuses the name "%s"', async (name) => {
    await expect(ground.scheduler.create(spec({ name }))).rejects.toThrow();
  });
});
