import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { until } from '../../until.ts';
import { ManualClock } from './manual-clock.ts';
import { at, startFixture, TARGET } from './scheduler-fixture.ts';

let folder: string;
let file: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scheduler-'));
  file = join(folder, 'scheduler.sqlite');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function serve(...more: string[]) {
  const script = join(import.meta.dirname, 'serve-file.ts');
  const child = spawn(process.execPath, [script, file, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await until('the server to listen', () => output.includes('url '), 10_000);
  const endpoint = /url (\S+)/.exec(output)?.[1] ?? '';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SchedulerClient({ endpoint, region: 'us-east-1', credentials });
  return {
    output: () => output,
    create: (Name: string, ScheduleExpression: string) =>
      client.send(
        new CreateScheduleCommand({
          Name,
          ScheduleExpression,
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { ...TARGET, Input: Name },
        }),
      ),
    async kill() {
      client.destroy();
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

test('schedules survive kill -9, and an at() that passed meanwhile fires soon after the start', async () => {
  const first = await serve();
  const due = Math.ceil((Date.now() + 1_000) / 1000) * 1000;
  await first.create('passes', at(due));
  await first.create('later', 'at(2199-01-01T00:00:00)');
  await first.kill();
  expect(first.output()).not.toContain('fired');
  await until('the due moment to pass', () => Date.now() > due);

  await using second = await startFixture({ file });
  await until('the delivery', () => second.delivered.length > 0);
  expect(second.delivered.map(({ input }) => input)).toEqual(['passes']);
  expect(second.server.inspect().map(({ name }) => name)).toEqual(['later', 'passes']);
});

test('a delivery cut off by kill -9 is made again', async () => {
  const first = await serve('stuck');
  await first.create('cut-off', 'at(2020-01-01T00:00:00)');
  await until('the delivery to begin', () => first.output().includes('fired cut-off'));
  await first.kill();

  await using second = await startFixture({ file });
  await until('the delivery', () => second.delivered.length > 0);
  expect(second.delivered.map(({ input }) => input)).toEqual(['cut-off']);
});

test('a delivery that ended before an orderly stop is not made again', async () => {
  const seen: string[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const slow = async () => {
    seen.push('begun');
    await released;
  };
  const first = await startFixture({ file, deliver: slow });
  await first.create('slow', 'at(2020-01-01T00:00:00)', { ActionAfterCompletion: 'DELETE' });
  await until('the delivery to begin', () => seen.length > 0);
  const stopped = first[Symbol.asyncDispose]();
  release();
  await stopped;
  await using second = await startFixture({ file });
  expect(second.server.inspect()).toEqual([]);
  expect(seen).toEqual(['begun']);
});

test('a recurring schedule continues with its next occurrence, an at() is made up for', async () => {
  const before = new ManualClock('2026-03-07T00:00:00.500Z');
  {
    await using fixture = await startFixture({ file, clock: before });
    const Target = { ...TARGET, Input: '<aws.scheduler.scheduled-time>' };
    await fixture.create('hourly', 'cron(0 * * * ? *)', { Target });
    await fixture.create('once', 'at(2026-03-07T05:30:00)', { Target });
    const EndDate = new Date('2026-03-07T06:00:00Z');
    await fixture.create('ended', 'cron(0 * * * ? *)', { Target, EndDate, ActionAfterCompletion: 'DELETE' });
    await before.advanceTo('2026-03-07T00:30:00Z');
  }
  const after = new ManualClock('2026-03-07T09:30:00.000Z');
  await using fixture = await startFixture({ file, clock: after });
  await after.advanceTo('2026-03-07T10:30:00Z');
  expect(fixture.delivered.map(({ input }) => input)).toEqual([
    '2026-03-07T05:30:00Z',
    '2026-03-07T10:00:00Z',
  ]);
  expect(fixture.server.inspect().map(({ name }) => name)).toEqual(['hourly', 'once']);
});
