import { Crowds } from '../../../adapters/aws/crowds.ts';
import { SqsQueue } from '../../../adapters/aws/sqs-queue.ts';
import { MemoryLimiter } from '../../../adapters/memory/memory-limiter.ts';
import { MemorySlowScopes } from '../../../adapters/memory/memory-queues.ts';
import { MINUTE, SECOND } from '../../../core/time/units.ts';

const START = Date.UTC(2026, 0, 1);

/** As many processes as wanted, which share the limiter and the marks. */
function shared(processes: number) {
  const clock = { time: START, now: () => clock.time, sleepUntil: async () => undefined };
  const marks = new MemorySlowScopes();
  const limiter = new MemoryLimiter();
  const reserves: string[] = [];
  const counting = {
    reserve: async (...[key, rate, now]: Parameters<MemoryLimiter['reserve']>) => {
      reserves.push(key);
      return await limiter.reserve(key, rate, now);
    },
  };
  const all = Array.from({ length: processes }, () => new Crowds(marks, counting, clock));
  const [first] = all;
  if (!first) throw new Error('no process');
  /** Counts messages in turn. @returns how many until the key was a crowd */
  const count = async (messages: number, arrival: number, key = 'acme') => {
    for (let place = 0; place < messages; place += 1) {
      if (first.has('shop#dev', key)) return place;
      await all[place % processes]?.count('shop#dev', key, arrival);
    }
    return messages;
  };
  return { clock, marks, first, count, reserves };
}

test('a key with more than a hundred messages that arrive within five seconds is a crowd until a minute after them', async () => {
  const { clock, first, count } = shared(1);
  const arrival = START + 8 * MINUTE;
  expect(await count(1000, arrival)).toBe(110);
  expect(first.has('shop#dev', 'acme')).toBe(true);
  clock.time = arrival + 5 * SECOND + MINUTE - 1;
  expect(first.has('shop#dev', 'acme')).toBe(true);
  clock.time += 1;
  expect(first.has('shop#dev', 'acme')).toBe(false);
});

test('it is one however slowly they are sent, and by however many processes: each has nine at most of which the others know nothing', async () => {
  const { clock, first, count } = shared(20);
  const arrival = START + 8 * MINUTE;
  let sent = 0;
  while (!first.has('shop#dev', 'acme')) {
    await count(20, arrival);
    sent += 20;
    clock.time += 10 * SECOND;
  }
  expect(sent).toBeGreaterThan(100);
  expect(sent).toBeLessThanOrEqual(110 + 20 * 10);
});

test('a key of twenty messages a second is none, however long it continues', async () => {
  const { count } = shared(1);
  for (let second = 0; second < 60; second += 1) expect(await count(20, START + second * SECOND)).toBe(20);
});

test('keys of two owners, and parts that run together, are counted apart', async () => {
  const { first, count } = shared(1);
  await count(1000, START);
  expect(first.has('shop#dev', 'acme')).toBe(true);
  expect(first.has('shop#prd', 'acme')).toBe(false);
  expect(first.has('shop', 'dev##acme')).toBe(false);
});

test('once it is known, a crowd costs no write while its messages arrive in the same half minute', async () => {
  const { first, count, reserves } = shared(1);
  await count(1000, START);
  const before = reserves.length;
  for (let i = 0; i < 1000; i += 1) await first.count('shop#dev', 'acme', START + 30 * SECOND);
  expect(reserves.length).toBe(before);
  for (let i = 0; i < 10; i += 1) await first.count('shop#dev', 'acme', START + 36 * SECOND);
  expect(reserves.length).toBe(before + 1);
});

test('a crowd that arrives earlier than one that others have marked meanwhile does not end it', async () => {
  const marks = new MemorySlowScopes();
  const later = START + 10 * MINUTE;
  const reserve = async () => {
    await marks.mark('shop#dev##acme', later);
    return START + MINUTE;
  };
  const crowds = new Crowds(marks, { reserve }, { now: () => START, sleepUntil: async () => undefined });
  for (let i = 0; i < 10; i += 1) await crowds.count('shop#dev', 'acme', START);
  expect(marks.until('shop#dev##acme')).toBe(later);
});

test('keys that callers invent do not fill the memory of a process', async () => {
  const { first, count } = shared(1);
  for (let i = 0; i < 25_000; i += 1) await first.count('shop#dev', `tenant-${i}`, START);
  expect((first as unknown as { counts: Map<string, number> }).counts.size).toBeLessThanOrEqual(10_000);
  expect(await count(1000, START, 'storm')).toBe(110);
});

test('a count that is refused does not fail the message', async () => {
  const marks = new MemorySlowScopes();
  const refused = { reserve: () => Promise.reject(new Error('no capacity')) };
  const crowds = new Crowds(marks, refused, { now: () => START, sleepUntil: async () => undefined });
  for (let i = 0; i < 1000; i += 1) await crowds.count('shop#dev', 'acme', START);
  expect(crowds.has('shop#dev', 'acme')).toBe(false);
});

test('the messages of a crowd go to the lane slow in groups of their own, those of other keys of the product to main', async () => {
  const { clock, first } = shared(1);
  const sent: { QueueUrl?: string; MessageGroupId?: string }[] = [];
  const client = { send: async ({ input }: { input: object }) => void sent.push(input) };
  const urls = { main: 'main', slow: 'slow', alone: 'alone', bulk: 'bulk' };
  const patience = { call: <T>(work: () => Promise<T>) => work() };
  const queue = new SqsQueue(client as never, urls, patience as never, { until: () => 0 }, clock, first);
  const send = async (key: string, lane?: 'alone') => {
    await queue.send('body', 480, { group: 'shop#dev', key, ...(lane && { lane }) });
    const { QueueUrl: url, MessageGroupId: group } = sent.at(-1) ?? {};
    return `${url} ${group?.replace(/\d$/, '')}`;
  };
  const storm = [];
  for (let i = 0; i < 200; i += 1) storm.push(await send('storm'));
  expect(storm.slice(0, 110).every((each) => each === 'main shop#dev#few')).toBe(true);
  expect(storm.slice(110).every((each) => each === 'slow shop#dev#crowd')).toBe(true);
  expect(await send('acme')).toBe('main shop#dev#few');
  expect(await send('storm', 'alone')).toBe('alone shop#dev#crowd');
});
