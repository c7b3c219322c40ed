import { NoCapacity } from '../../../../core/errors/run-error.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import type { BulkMessage } from '../../../../core/messages/message.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { continueBulk, getBulk, startBulk } from '../../../../core/usecases/manage/bulk-jobs.ts';
import { slotOf, withinBulkSlot } from '../../../../core/usecases/manage/bulk-slot.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES, START, worldWith } from '../bulk-world.ts';

const OTHER = [{ product: 'hr', env: 'dev' }];
const LONGEST_WAIT_S = 15;

/** Ports at whose first page the work stands still until it is let go, and whether it has come there. */
function standing(ports: Ports) {
  const [reached, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const list: Ports['jobs']['list'] = async (query) => {
    reached.resolve();
    await letGo.promise;
    return await ports.jobs.list(query);
  };
  return {
    ports: { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) },
    reached: reached.promise,
    go: () => letGo.resolve(),
  };
}

/** Ports of a worker that dies at its first page, while it has the slot: nothing of what it does afterwards is done. */
function dying(ports: Ports): Ports {
  const list = () => Promise.reject(new Error('dead'));
  return {
    ...ports,
    jobs: Object.assign(Object.create(ports.jobs), { list }),
    limiter: Object.assign(Object.create(ports.limiter), {
      release: () => Promise.reject(new Error('dead')),
    }),
  };
}

const progressOf = (id: string, ports: Ports) => getBulk(id, everything, ports);

describe('a second bulk operation', () => {
  test('of the same product and env waits for the first, later and later, and is then done', async () => {
    const { ports, sent, pass } = await worldWith(30);
    const first = standing(ports);
    const pausing = startBulk('pause', {}, SCOPES, CALLER, first.ports);
    await first.reached;
    sent.length = 0;

    const waiting = await startBulk('cancel', { all: true }, SCOPES, CALLER, ports);
    expect(waiting).toMatchObject({ status: 'running', count: 0 });
    const [looking, handed] = sent;
    expect(looking).toEqual({ message: { kind: 'bulk', bulk_id: waiting.id }, delay: 30 });
    const delays: number[] = [];
    let last = handed;
    for (let i = 0; i < 8 && last; i += 1) {
      delays.push(last.delay);
      expect(last.message).toEqual({ kind: 'bulk', bulk_id: waiting.id, version: 1, again: i + 1 });
      sent.length = 0;
      await continueBulk(last.message, ports);
      expect(sent).toHaveLength(1);
      last = sent[0];
    }
    for (const [i, delay] of delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(Math.min(LONGEST_WAIT_S, 2 ** i));
      expect(delay).toBeLessThanOrEqual(Math.min(LONGEST_WAIT_S, 2 ** (i + 1)));
    }
    expect(await progressOf(waiting.id, ports)).toMatchObject({ count: 0, status: 'running' });

    first.go();
    expect(await pausing).toMatchObject({ count: 30, status: 'completed' });
    pass(1);
    if (last) await continueBulk(last.message, ports);
    expect(await progressOf(waiting.id, ports)).toMatchObject({ count: 30, failed: 0, status: 'completed' });
  });

  test('of another product does not wait', async () => {
    const { ports } = await worldWith(3);
    const first = standing(ports);
    const pausing = startBulk('pause', {}, SCOPES, CALLER, first.ports);
    await first.reached;
    expect(await startBulk('pause', {}, OTHER, CALLER, ports)).toMatchObject({ status: 'completed' });
    first.go();
    expect(await pausing).toMatchObject({ count: 3 });
  });

  test('that only counts waits like one that changes jobs', async () => {
    const { ports, sent } = await worldWith(3);
    const first = standing(ports);
    const counting = startBulk('pause', { dry_run: true }, SCOPES, CALLER, first.ports);
    await first.reached;
    const second = await startBulk('pause', { dry_run: true }, SCOPES, CALLER, ports);
    expect(second).toMatchObject({ status: 'running', count: 0, counts: [] });
    first.go();
    await counting;
    const { message } = sent.at(-1) ?? { message: { kind: 'bulk', bulk_id: '' } as BulkMessage };
    await continueBulk(message, ports);
    expect(await progressOf(second.id, ports)).toMatchObject({ status: 'completed', count: 3 });
  });

  test('finds the slot free between two slices of the first, as each slice gives it back', async () => {
    const { ports, pass } = await worldWith(200);
    const list: Ports['jobs']['list'] = (query) => {
      pass(1000);
      return ports.jobs.list(query);
    };
    const lasting = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
    expect(await startBulk('pause', {}, SCOPES, CALLER, lasting)).toMatchObject({
      status: 'running',
      count: 50,
    });
    expect(await startBulk('pause', {}, SCOPES, CALLER, ports)).toMatchObject({
      status: 'completed',
      count: 150,
    });
  });
});

describe('the slot of a bulk operation', () => {
  test('of a worker that died with it comes free, and nothing of the operation is lost', async () => {
    const { world, ports, sent, pass } = await worldWith(30);
    await expect(startBulk('cancel', { all: true }, SCOPES, CALLER, dying(ports))).rejects.toThrow('dead');
    const look = sent[0]?.message ?? { kind: 'bulk', bulk_id: '' };
    pass(24_999);
    const second = await startBulk('pause', {}, SCOPES, CALLER, ports);
    expect(second).toMatchObject({ status: 'running', count: 0 });
    // The message that looks for the dead worker has no slot before either, and looks again.
    sent.length = 0;
    await continueBulk(look, ports);
    expect(sent).toEqual([{ message: look, delay: 30 }]);

    pass(1);
    await continueBulk(look, ports);
    expect(await progressOf(look.bulk_id, ports)).toMatchObject({ status: 'completed', count: 30 });
    expect([...world.jobs.rows.values()].map(({ status }) => status)).toEqual(Array(30).fill('cancelled'));
  });

  test('is taken by the message that looks for a dead worker as long as there is something to do', async () => {
    const { ports, sent, pass } = await worldWith(400);
    const list: Ports['jobs']['list'] = (query) => {
      pass(1000);
      return ports.jobs.list(query);
    };
    const lasting = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
    const { id } = await startBulk('pause', {}, SCOPES, CALLER, lasting);
    for (let looks = 0; (await progressOf(id, ports)).status === 'running'; looks += 1) {
      // All messages that hand on are lost.
      expect(looks).toBeLessThan(3);
      pass(30_000);
      sent.length = 0;
      await continueBulk({ kind: 'bulk', bulk_id: id }, lasting);
      const again = sent.filter(({ message }) => message.version === undefined);
      const left = (await progressOf(id, ports)).status === 'running' ? 1 : 0;
      expect(again).toHaveLength(left);
    }
    expect(await progressOf(id, ports)).toMatchObject({ count: 400 });
  });

  test('is given back when the worker meets a fault, and when it is unknown whether it was taken', async () => {
    const { ports, world, sent } = await worldWith(3);
    const list = () => Promise.reject(new Error('broken'));
    const broken = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
    await expect(startBulk('pause', {}, SCOPES, CALLER, broken)).rejects.toThrow('broken');
    const acquire: Ports['limiter']['acquire'] = async (...call) => {
      await world.limiter.acquire(...call);
      throw new NoCapacity('refused');
    };
    const unsure = { ...ports, limiter: Object.assign(Object.create(ports.limiter), { acquire }) };
    const { id, ...progress } = await startBulk('pause', {}, SCOPES, CALLER, unsure);
    expect(progress).toMatchObject({ status: 'running', count: 0 });
    expect(sent.at(-1)).toEqual({ message: { kind: 'bulk', bulk_id: id, version: 1 }, delay: 5 });
    expect(await startBulk('pause', {}, SCOPES, CALLER, ports)).toMatchObject({
      status: 'completed',
      count: 3,
    });
  });

  test('is not shared by a message that comes twice', async () => {
    const { ports, sent } = await worldWith(30);
    const busy = standing(ports);
    const other = startBulk('pause', { dry_run: true }, SCOPES, CALLER, busy.ports);
    await busy.reached;
    const { id } = await startBulk('pause', {}, SCOPES, CALLER, ports);
    const { message } = sent.at(-1) ?? { message: { kind: 'bulk', bulk_id: '' } as BulkMessage };
    busy.go();
    await other;
    const first = standing(ports);
    const working = continueBulk(message, first.ports);
    await first.reached;
    sent.length = 0;
    await continueBulk(message, ports);
    expect(sent).toMatchObject([{ message: { bulk_id: id, version: 1, again: 2 } }]);
    first.go();
    await working;
    expect(await progressOf(id, ports)).toMatchObject({ status: 'completed', count: 30 });
  });

  test('is of what its products and envs have in common, so that a caller waits for none it has no access to', () => {
    const scope = (product: string, env: string) => ({ product, env });
    const keys = [
      [scope('shop', 'dev')],
      [scope('shop', 'dev'), scope('shop', 'prd')],
      [scope('shop', 'dev'), scope('hr', 'dev')],
      [scope('shop', 'dev'), scope('hr', 'prd')],
    ].map(slotOf);
    expect(keys).toEqual([
      '#bulk#["shop","dev"]',
      '#bulk#["shop",null]',
      '#bulk#[null,"dev"]',
      '#bulk#[null,null]',
    ]);
    expect(slotOf([])).toBe('#bulk#[null,null]');
  });
});

test.each([
  [24_999, 'waits'],
  [25_000, 'works'],
])('a bulk operation %d ms after the worker of another one has died in its slot: it %s', async (ms, what) => {
  const { ports } = await worldWith(0);
  const never = () => new Promise<never>(() => undefined);
  void withinBulkSlot(SCOPES, never, ports);
  await new Promise(setImmediate);
  const clock = { ...ports.clock, now: () => START + 1 + ms };
  const worked = await withinBulkSlot(SCOPES, async () => 'works', { ...ports, clock });
  expect(worked ?? 'waits').toBe(what);
});
