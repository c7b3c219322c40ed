import { setImmediate } from 'node:timers/promises';
import { MemoryLimiter } from '../../../adapters/memory/memory-limiter.ts';
import { MemoryWebhookStore } from '../../../adapters/memory/memory-webhook-store.ts';
import type { Delivery } from '../../../core/ports/queues.ts';
import type { TelemetryEvent } from '../../../core/ports/telemetry.ts';
import type { PostAnswer, PostRequest, WebhookRow } from '../../../core/ports/webhooks.ts';
import { DAY, HOUR } from '../../../core/time/units.ts';
import { BatchSlots } from '../../../core/webhooks/batch-slots.ts';
import { deliver } from '../../../core/webhooks/deliver.ts';
import { GoneWebhooks } from '../../../core/webhooks/gone-webhooks.ts';
import { slotsOf } from '../../../core/webhooks/sender-slot.ts';
import { deliveryOf, NOW, webhookRow } from './webhook-rows.ts';

const FAILING: PostAnswer = { status: 500 };

/** A sender whose receiver answers as told, at a time that moves only when told. */
async function sender(
  row: Partial<WebhookRow> | undefined,
  answer: () => PostAnswer,
  limiter = new MemoryLimiter(),
) {
  const webhooks = new MemoryWebhookStore();
  if (row) webhooks.rows.set(webhookRow(row).id, webhookRow(row));
  const posts: PostRequest[] = [];
  const deadLettered: Delivery[] = [];
  const told: TelemetryEvent[] = [];
  const clock = { time: NOW };
  const now = { now: () => clock.time, sleepUntil: async () => undefined };
  const ports = {
    webhooks,
    gone: new GoneWebhooks(),
    slots: new BatchSlots('batch', limiter, now),
    encrypter: {
      encrypt: async (text: string) => text,
      decrypt: async (encrypted: string, scope: string) => `${encrypted}${scope}`,
    },
    post: async (request: PostRequest) => {
      posts.push(request);
      return answer();
    },
    deadLetter: async (delivery: Delivery) => void deadLettered.push(delivery),
    clock: now,
    random: () => 0,
    telemetry: (each: TelemetryEvent) => void told.push(each),
  };
  const attempt = (receives = 1, sentAt = NOW) => deliver(deliveryOf(), { sentAt, receives }, ports);
  const hook = () => webhooks.get(webhookRow().id);
  return { attempt, hook, posts, deadLettered, told, clock, webhooks, ports };
}

describe('a delivery', () => {
  test('that the receiver takes has come to its end, signed with the secret that was encrypted', async () => {
    const { attempt, posts, told, hook } = await sender({}, () => ({ status: 204 }));
    expect(await attempt()).toBeUndefined();
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({
      url: 'https://example.com/hook',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'ductape-scheduler',
        'webhook-id': 'n1',
        'webhook-timestamp': String(NOW / 1000),
      },
    });
    expect(JSON.parse(posts[0]?.body ?? '')).toEqual(deliveryOf().payload);
    expect(told).toEqual([{ type: 'delivery', delivery: deliveryOf(), attempt: 1, duration_ms: 0 }]);
    expect(await hook()).toEqual(webhookRow());
  });

  test.each<[PostAnswer, string]>([
    [{ status: 500 }, 'the receiver answered 500'],
    [{ status: 404 }, 'the receiver answered 404'],
    [{ status: 199 }, 'the receiver answered 199'],
    [{ status: 300 }, 'the receiver answered 300, and redirects are not followed'],
    [{ status: 399 }, 'the receiver answered 399, and redirects are not followed'],
    [{ status: 400 }, 'the receiver answered 400'],
    [{ error: 'no such host' }, 'no such host'],
  ])('that ends in %j is tried again later', async (answer, error) => {
    const { attempt, told, deadLettered, hook } = await sender({}, () => answer);
    expect([await attempt(1), await attempt(2), await attempt(7)]).toEqual([5000, 30_000, HOUR]);
    expect(told[0]).toEqual({ type: 'delivery', delivery: deliveryOf(), attempt: 1, duration_ms: 0, error });
    expect(deadLettered).toEqual([]);
    expect(await hook()).toMatchObject({ failing_since: NOW, last_failure: { at: NOW }, version: 2 });
  });

  test.each([200, 299])('that is answered with %d is delivered', async (status) => {
    const { attempt, posts } = await sender({}, () => ({ status }));
    expect(await attempt()).toBeUndefined();
    expect(posts).toHaveLength(1);
  });

  test('whose webhook others always change is returned after twelve tries', async () => {
    const { attempt, webhooks } = await sender({}, () => FAILING);
    let saves = 0;
    webhooks.save = async () => {
      saves += 1;
      return false;
    };
    await expect(attempt()).rejects.toThrow('was changed by others 12 times in a row');
    expect(saves).toBe(12);
  });

  test('is given up a day after it was sent, and so is a webhook that failed all the time', async () => {
    const { attempt, deadLettered, told, clock, hook } = await sender({}, () => FAILING);
    await attempt(1);
    clock.time = NOW + DAY - 1;
    expect(await attempt(28)).toBe(HOUR);
    clock.time = NOW + DAY;
    expect(await attempt(29)).toBeUndefined();
    expect(deadLettered).toEqual([deliveryOf()]);
    expect(told.map(({ type }) => type)).toEqual([
      'delivery',
      'delivery',
      'delivery',
      'webhook-disabled',
      'delivery-dead-lettered',
    ]);
    expect(await hook()).toMatchObject({ enabled: false, failing_since: NOW });
  });

  test('that its receiver answers with 410 Gone is given up at once, and so is its webhook, with both reasons', async () => {
    const { attempt, deadLettered, told, hook } = await sender({}, () => ({ status: 410 }));
    expect(await attempt()).toBeUndefined();
    expect(deadLettered).toEqual([deliveryOf()]);
    const reason = 'The receiver answered 410 Gone.';
    expect(told).toEqual([
      expect.objectContaining({ type: 'delivery' }),
      { type: 'webhook-disabled', webhook_id: webhookRow().id, reason },
      { type: 'delivery-dead-lettered', delivery: deliveryOf(), error: 'the receiver answered 410' },
    ]);
    expect(await hook()).toMatchObject({ enabled: false, disabled_reason: reason });
  });

  test('that waited a day behind another has one attempt', async () => {
    const { attempt, posts, deadLettered } = await sender({}, () => FAILING);
    expect(await attempt(1, NOW - 2 * DAY)).toBeUndefined();
    expect(posts).toHaveLength(1);
    expect(deadLettered).toHaveLength(1);
  });

  test('to a disabled webhook is not sent but given up, where it can be taken up again', async () => {
    const { attempt, posts, deadLettered, told } = await sender({ enabled: false }, () => ({ status: 200 }));
    expect(await attempt()).toBeUndefined();
    expect([posts, deadLettered]).toEqual([[], [deliveryOf()]]);
    const error = 'the webhook is disabled';
    expect(told).toEqual([{ type: 'delivery-dead-lettered', delivery: deliveryOf(), error }]);
  });

  test('to a webhook that is gone, before or meanwhile, is dropped', async () => {
    const before = await sender(undefined, () => FAILING);
    expect(await before.attempt()).toBeUndefined();
    const meanwhile: Awaited<ReturnType<typeof sender>> = await sender({}, () => {
      meanwhile.webhooks.rows.clear();
      return FAILING;
    });
    expect(await meanwhile.attempt()).toBeUndefined();
    expect([before.posts, before.deadLettered, meanwhile.deadLettered]).toEqual([[], [], []]);
  });

  test('that waited for a webhook which was seen gone is dropped without a read, and a later one is read, as the webhook may be set again', async () => {
    const { attempt, posts, clock, webhooks } = await sender(undefined, () => ({ status: 200 }));
    const reads: string[] = [];
    const get = webhooks.get.bind(webhooks);
    webhooks.get = async (id) => {
      reads.push(id);
      return await get(id);
    };
    clock.time = NOW + HOUR;
    await attempt(1, NOW);
    await attempt(1, NOW + 1);
    await attempt(1, NOW + HOUR - 1001);
    expect(reads).toHaveLength(1);
    webhooks.rows.set(webhookRow().id, webhookRow());
    expect(await attempt(1, NOW + HOUR - 1000)).toBeUndefined();
    expect([reads.length, posts.length]).toEqual([2, 1]);
  });

  test('whose dead letter cannot be written is not done', async () => {
    const { ports } = await sender({ enabled: false }, () => FAILING);
    const deadLetter = () => Promise.reject(new Error('throttled'));
    const delivering = deliver(deliveryOf(), { sentAt: NOW, receives: 1 }, { ...ports, deadLetter });
    await expect(delivering).rejects.toThrow('throttled');
  });

  test('notes its success though another attempt was noted meanwhile', async () => {
    const row = webhookRow({ failing_since: NOW - HOUR, version: 3 });
    const racing: Awaited<ReturnType<typeof sender>> = await sender(row, () => {
      racing.webhooks.rows.set(row.id, { ...row, version: 4 });
      return { status: 200 };
    });
    await racing.attempt();
    const { failing_since: _gone, ...well } = row;
    expect(await racing.hook()).toEqual({ ...well, version: 5 });
  });
});

describe('a delivery to a limited webhook', () => {
  const limited = { product: 'evil', env: 'dev', limited_until: NOW + HOUR };

  /** A sender beside others that take up the slots of a product. */
  async function beside(product: string, row: Partial<WebhookRow>) {
    const limiter = new MemoryLimiter();
    const [slot] = slotsOf(webhookRow({ ...limited, product }), NOW);
    if (!slot) throw new Error('no slot is needed');
    for (let n = 0; n < slot.places; n += 1)
      await limiter.acquire(slot.key, `other ${n}`, slot.places, NOW, NOW + 120_000);
    return { ...(await sender(row, () => ({ status: 200 }), limiter)), limiter, slot };
  }

  test('is not sent while two other batches deliver to those of its product and env, and waits without an attempt', async () => {
    const { attempt, posts, told, hook } = await beside('evil', limited);
    expect([await attempt(1, NOW), await attempt(2, NOW - 60_000)]).toEqual([2000, 30_000]);
    expect([posts, told]).toEqual([[], []]);
    expect(await hook()).toEqual(webhookRow(limited));
  });

  test.each<[string, Partial<WebhookRow>]>([
    ['another product', { ...limited, product: 'shop' }],
    ['all products', { limited_until: NOW + HOUR }],
    ['the same product that is not limited', { ...limited, limited_until: NOW }],
    ['the same product that is failing, which has a slot apart', { ...limited, failing_since: NOW }],
  ])('holds up none of %s', async (_whose, row) => {
    const { attempt, posts } = await beside('evil', row);
    expect(await attempt()).toBeUndefined();
    expect(posts).toHaveLength(1);
  });

  test('goes out when one of the others has given its slot back, or its lease is over', async () => {
    const left = await beside('evil', limited);
    expect(await left.attempt()).toBe(2000);
    await left.limiter.release(left.slot.key, 'other 0');
    expect(await left.attempt()).toBeUndefined();
    const late = await beside('evil', limited);
    late.clock.time = NOW + 120_000;
    expect(await late.attempt()).toBeUndefined();
    expect([left.posts.length, late.posts.length]).toEqual([1, 1]);
  });

  test('tells the batch that it may last', async () => {
    const { attempt, ports } = await sender(limited, () => ({ status: 200 }));
    expect(ports.slots.mayLast).toBe(false);
    await attempt();
    expect(ports.slots.mayLast).toBe(true);
  });

  test('holds its slots for 120 s at most, under a name of its own each time', async () => {
    const entered: unknown[][] = [];
    const limiter = new MemoryLimiter();
    const acquire: typeof limiter.acquire = (...asked) => {
      entered.push(asked);
      return MemoryLimiter.prototype.acquire.call(limiter, ...asked);
    };
    Object.assign(limiter, { acquire });
    const { attempt } = await sender(limited, () => ({ status: 200 }), limiter);
    await attempt();
    await attempt();
    const [own, ofProduct] = ['#webhooks#limited#["evil","dev"]', '#webhooks#limited#["evil"]'];
    expect(entered).toEqual([
      [own, 'batch.1', 2, NOW, NOW + 120_000],
      [ofProduct, 'batch.2', 4, NOW, NOW + 120_000],
      [own, 'batch.3', 2, NOW, NOW + 120_000],
      [ofProduct, 'batch.4', 4, NOW, NOW + 120_000],
    ]);
  });

  test('of one of many envs waits while four batches deliver to those of its product, and others do not', async () => {
    const limiter = new MemoryLimiter();
    const [, ofProduct] = slotsOf(webhookRow(limited), NOW);
    if (!ofProduct) throw new Error('no slot of the product');
    for (const n of [1, 2, 3, 4]) await limiter.acquire(ofProduct.key, `other ${n}`, 4, NOW, NOW + 120_000);
    const fresh = await sender({ ...limited, env: 'another' }, () => ({ status: 200 }), limiter);
    expect([await fresh.attempt(), fresh.posts]).toEqual([2000, []]);
    const other = await sender({ ...limited, product: 'shop' }, () => ({ status: 200 }), limiter);
    expect(await other.attempt()).toBeUndefined();
  });

  test('holds one slot with others of its batch, and gives it back when the last of them has ended, also by a fault', async () => {
    const limiter = new MemoryLimiter();
    const { ports } = await sender(limited, () => ({ status: 200 }), limiter);
    const answers: ((answer: PostAnswer | Error) => void)[] = [];
    const post = () =>
      new Promise<PostAnswer>((resolve, reject) => {
        answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      });
    const one = { ...ports, slots: new BatchSlots('one', limiter, ports.clock), post };
    const two = { ...ports, slots: new BatchSlots('two', limiter, ports.clock), post };
    const begin = (batch: typeof one) => deliver(deliveryOf(), { sentAt: NOW, receives: 1 }, batch);
    const [first, second, third] = [begin(one), begin(one), begin(two)];
    await setImmediate();
    expect(answers).toHaveLength(3);
    const wait = () => begin({ ...ports, slots: new BatchSlots('three', limiter, ports.clock), post });
    expect(await wait()).toBe(2000);
    answers[0]?.({ status: 200 });
    await first;
    expect(await wait()).toBe(2000);
    answers[1]?.(new Error('the process is short of sockets'));
    await expect(second).rejects.toThrow('sockets');
    const fourth = wait();
    await setImmediate();
    expect(answers).toHaveLength(4);
    for (const answer of answers) answer({ status: 200 });
    expect(await Promise.all([third, fourth])).toEqual([undefined, undefined]);
  });

  test('that found no slot for 25 hours is given up, where it can be taken up again', async () => {
    const { attempt, posts, deadLettered, told } = await beside('evil', limited);
    expect(await attempt(40, NOW - DAY)).toBe(HOUR);
    expect(await attempt(41, NOW - DAY - HOUR)).toBeUndefined();
    expect([posts, deadLettered]).toEqual([[], [deliveryOf()]]);
    expect(told).toEqual([expect.objectContaining({ type: 'delivery-dead-lettered' })]);
  });
});

describe('a webhook', () => {
  /** An attempt at a webhook that is not limited, which takes so long. */
  async function rowAfter(took: number, answer: PostAnswer, row: Partial<WebhookRow> = {}) {
    const slow: Awaited<ReturnType<typeof sender>> = await sender(row, () => {
      slow.clock.time = NOW + took;
      return answer;
    });
    await slow.attempt();
    return await slow.hook();
  }

  test('is limited for an hour after an attempt of more than two seconds, whether it was delivered or not', async () => {
    expect(await rowAfter(2000, { status: 200 })).toEqual(webhookRow());
    expect(await rowAfter(2001, { status: 200 })).toEqual(
      webhookRow({ limited_until: NOW + 2001 + HOUR, version: 2 }),
    );
    expect(await rowAfter(10_000, { error: 'no answer' })).toEqual(
      webhookRow({
        limited_until: NOW + 10_000 + HOUR,
        failing_since: NOW + 10_000,
        last_failure: { at: NOW + 10_000, error: 'no answer' },
        version: 2,
      }),
    );
  });

  test('that is always slow is written once in half an hour, also while it is failing', async () => {
    const half = NOW + 3000 + HOUR / 2;
    const last_failure = { at: NOW + 3000, status: 500, error: 'the receiver answered 500' };
    for (const failing of [{}, { failing_since: NOW - HOUR, last_failure }]) {
      const answer = 'failing_since' in failing ? { status: 500 } : { status: 200 };
      const kept = { ...failing, limited_until: half };
      expect(await rowAfter(3000, answer, kept)).toEqual(webhookRow(kept));
      const renewed = { ...failing, limited_until: NOW + 3000 + HOUR, version: 2 };
      expect(await rowAfter(3000, answer, { ...kept, limited_until: half - 1 })).toEqual(webhookRow(renewed));
    }
  });
});
