import { Limits } from '../../../../contract/limits.ts';
import { NoCapacity } from '../../../../core/errors/run-error.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { jsonBytes } from '../../../../core/text/bounds.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { dispatchMany, type Outcome } from '../../../../core/usecases/dispatch/dispatch-many.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const NOW = Date.UTC(2026, 0, 1);
const BODY = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
const ITEM = { namespace: 'actions', ...BODY };
const keyed = (key: string, more: object = {}) => ({ ...ITEM, idempotency_key: key, ...more });

function began() {
  const world = new World(1, NOW, NO_FAULTS);
  const ports = world.outside();
  const many = (dispatches: Record<string, unknown>[], others: Partial<Ports> = {}) =>
    dispatchMany({ shared: {}, dispatches }, SETUP, { ...ports, ...others });
  return { world, ports, many };
}

/** The same port, but for some of its calls. */
const but = <T extends object>(port: T, calls: Partial<T>): T => Object.assign(Object.create(port), calls);

const codesOf = (outcomes: Outcome[]) =>
  outcomes.map((outcome) =>
    'result' in outcome ? outcome.created : (outcome.error as { code?: string }).code,
  );
const idsOf = (outcomes: Outcome[]) =>
  outcomes.map((outcome) => ('result' in outcome ? outcome.result.job_id : undefined));

describe('many dispatches', () => {
  test('make each the job that it would make alone, in their order', async () => {
    const { world, many } = began();
    const schedules = [{}, { start_at: NOW + HOUR }, { every: HOUR }];
    const outcomes = await many(schedules.map((schedule) => ({ ...ITEM, schedule })));
    expect(outcomes).toMatchObject([
      { created: true, result: { status: 'queued', recurring: false } },
      { created: true, result: { status: 'scheduled', scheduled_at: NOW + HOUR } },
      { created: true, result: { status: 'scheduled', recurring: true } },
    ]);
    expect([...world.jobs.rows.keys()].sort()).toEqual(idsOf(outcomes).sort());
    expect(world.jobs.payloads.size).toBe(3);
  });

  test('are refused one by one, and a refused one creates nothing', async () => {
    const { world, many } = began();
    const outcomes = await many([
      ITEM,
      { ...ITEM, retrys: 1 },
      { ...ITEM, namespace: 'action' },
      { ...BODY },
      { ...ITEM, product: 'other' },
      { ...keyed('k'), product: { toString: 1 } },
      { ...ITEM, input: { body: 'x'.repeat(256 * 1024) } },
      { ...ITEM, input: JSON.parse('{"__proto__":{}}') },
      ITEM,
    ]);
    expect(codesOf(outcomes)).toEqual([
      true,
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'VALIDATION_ERROR',
      'PAYLOAD_TOO_LARGE',
      'VALIDATION_ERROR',
      true,
    ]);
    expect(outcomes[2]).toMatchObject({
      error: { issues: [{ path: 'namespace', message: expect.stringContaining('did you mean "actions"?') }] },
    });
    expect(world.jobs.rows.size).toBe(2);
    expect(world.jobs.payloads.size).toBe(2);
  });

  test('with one key in the same list are one job, which the later ones repeat', async () => {
    const { world, many } = began();
    const outcomes = await many([keyed('a'), keyed('b'), keyed('a'), keyed('a', { retries: 1 }), keyed('a')]);
    expect(codesOf(outcomes)).toEqual([true, true, false, 'IDEMPOTENCY_CONFLICT', false]);
    const [first, second] = idsOf(outcomes);
    expect(idsOf(outcomes)).toEqual([first, second, first, undefined, first]);
    expect(world.jobs.rows.size).toBe(2);
  });

  test('with one key come each after the one before it, and beside those with another', async () => {
    const { ports, many } = began();
    const calls: string[] = [];
    const reserve: Ports['keys']['reserve'] = async (...claim) => {
      calls.push(claim[1]);
      return await ports.keys.reserve(...claim);
    };
    const create: Ports['jobs']['create'] = async (row) => {
      calls.push('create');
      return await ports.jobs.create(row);
    };
    await many([keyed('a'), keyed('a'), keyed('b')], {
      keys: but(ports.keys, { reserve }),
      jobs: but(ports.jobs, { create }),
    });
    expect(calls).toEqual(['a', 'b', 'create', 'create', 'a']);
  });

  test.each([
    [0, true],
    [1, 'PAYLOAD_TOO_LARGE'],
  ])('are each as large as one alone may be, and %d bytes more: %s', async (more, code) => {
    const { many } = began();
    const rest = jsonBytes({ ...BODY, input: { body: '' } });
    const body = 'x'.repeat(Limits.bodyBytes - rest + more);
    expect(codesOf(await many([{ ...ITEM, input: { body } }]))).toEqual([code]);
  });

  test('with one key in two products are two jobs', async () => {
    const { many } = began();
    const [, refused] = await many([keyed('a'), keyed('a', { product: 'blog' })]);
    expect(refused).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  test('with one key and the product of all are one job, whether they name the product or not', async () => {
    const { ports } = began();
    const { product, env, ...rest } = keyed('a');
    const dispatches = [rest, keyed('a')];
    const outcomes = await dispatchMany({ shared: { product, env }, dispatches }, SETUP, ports);
    expect(codesOf(outcomes)).toEqual([true, false]);
  });

  test('repeat what was dispatched alone under their keys, and are repeated by it', async () => {
    const { ports, many } = began();
    const alone = await dispatchJob('actions', { ...BODY, idempotency_key: 'a' }, SETUP, ports);
    const [first, second] = await many([keyed('a'), keyed('b')]);
    expect(first).toEqual({ ...alone, created: false });
    const again = await dispatchJob('actions', { ...BODY, idempotency_key: 'b' }, SETUP, ports);
    expect({ ...again, created: true }).toEqual(second);
  });

  test('go on beside those that AWS has no capacity for, which a repeat with their keys makes once', async () => {
    const { world, ports, many } = began();
    let sends = 0;
    const send: Ports['queue']['send'] = async (...message) => {
      sends += 1;
      if (sends === 2) throw new NoCapacity('refused');
      await ports.queue.send(...message);
    };
    const items = [keyed('a'), keyed('b'), keyed('c')];
    const outcomes = await many(items, { queue: but(ports.queue, { send }) });
    expect(outcomes).toMatchObject([{ created: true }, { error: { name: 'NoCapacity' } }, { created: true }]);
    expect(world.jobs.rows.size).toBe(2);
    expect(codesOf(await many(items))).toEqual([false, true, false]);
    expect(world.jobs.rows.size).toBe(3);
  });

  test('are repeated as the same jobs when their process died in the middle', async () => {
    const { world, ports, many } = began();
    let rows = 0;
    const create: Ports['jobs']['create'] = async (row) => {
      rows += 1;
      if (rows > 40) throw new Error('dead');
      return await ports.jobs.create(row);
    };
    const items = Array.from({ length: 100 }, (_, index) => keyed(String(index)));
    const first = await many(items, { jobs: but(ports.jobs, { create }) });
    expect(codesOf(first).filter((created) => created === true)).toHaveLength(40);
    const again = await many(items);
    expect(codesOf(again).filter((created) => created === true)).toHaveLength(60);
    expect(new Set(idsOf(again)).size).toBe(100);
    expect([...world.jobs.rows.keys()].sort()).toEqual(idsOf(again).sort());
    for (const [index, id] of idsOf(first).entries())
      if (id !== undefined) expect(idsOf(again)[index]).toBe(id);
  });

  test('ask for the list of webhooks and send their wake-ups side by side, before any row is written', async () => {
    const { ports, many } = began();
    const calls: string[] = [];
    const send: Ports['queue']['send'] = async () => void calls.push('send');
    const create: Ports['jobs']['create'] = async () => {
      calls.push('create');
      return true;
    };
    await many([ITEM, ITEM, ITEM], {
      queue: but(ports.queue, { send }),
      jobs: but(ports.jobs, { create }),
    });
    expect(calls).toEqual(['send', 'send', 'send', 'create', 'create', 'create']);
  });

  test.each([
    [10_000, true],
    [10_001, 'RATE_LIMITED'],
  ])('are tried for ten seconds: after %d ms one is answered with %s', async (ms, code) => {
    const { ports, many } = began();
    let calls = 0;
    const now = () => {
      calls += 1;
      return calls === 1 ? NOW : NOW + ms;
    };
    const clock = but(ports.clock, { now, sleepUntil: async () => undefined });
    expect(codesOf(await many([ITEM], { clock }))).toEqual([code]);
  });

  test('that the call has no time left for are not tried, and say so', async () => {
    const { world, ports, many } = began();
    const { clock } = ports;
    let late = 0;
    const reserve: Ports['keys']['reserve'] = async (...claim) => {
      late = 11_000;
      return await ports.keys.reserve(...claim);
    };
    const items = [keyed('a'), keyed('b'), keyed('a')];
    const outcomes = await many(items, {
      clock: but(clock, { now: () => clock.now() + late, sleepUntil: async () => undefined }),
      keys: but(ports.keys, { reserve }),
    });
    expect(codesOf(outcomes)).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED']);
    expect(world.jobs.rows.size).toBe(0);
    expect(codesOf(await many(items))).toEqual([true, true, false]);
  });

  test.each([
    ['no more than 10 ms', 10, 0],
    ['more', 11, 1],
  ])(
    'that take %s to read let the process do other work in between: %d ms, %d times',
    async (_what, ms, times) => {
      const { ports, many } = began();
      let [now, pauses] = [NOW, 0];
      const sleepUntil = async () => {
        pauses += 1;
      };
      const clock = but(ports.clock, { now: () => now, sleepUntil });
      // The first one alone takes time to be read.
      const slow = Object.defineProperty({ ...ITEM }, 'input', {
        enumerable: true,
        get: () => {
          now = NOW + ms;
          return ITEM.input;
        },
      });
      expect(codesOf(await many([slow, ITEM, ITEM], { clock }))).toEqual([true, true, true]);
      expect(pauses).toBe(times);
    },
  );
});
