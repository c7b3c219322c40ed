import { MemoryWebhookStore } from '../../../adapters/memory/memory-webhook-store.ts';
import type { PostAnswer, PostRequest } from '../../../core/ports/post.ts';
import type { Told } from '../../../core/ports/telemetry.ts';
import { deliver } from '../../../core/usecases/deliver.ts';
import type { Delivery } from '../../../core/webhooks/delivery.ts';
import type { WebhookRow } from '../../../core/webhooks/webhook.ts';
import { deliveryOf, HOUR, NOW, webhookRow } from '../webhooks/webhook-rows.ts';

const DAY = 24 * HOUR;
const FAILING: PostAnswer = { status: 500 };

/** A sender whose receiver answers as told, at a time that moves only when told. */
async function sender(row: Partial<WebhookRow> | undefined, answer: () => PostAnswer) {
  const webhooks = new MemoryWebhookStore();
  if (row) webhooks.rows.set(webhookRow(row).id, webhookRow(row));
  const posts: PostRequest[] = [];
  const buried: Delivery[] = [];
  const told: Told[] = [];
  const clock = { time: NOW };
  const ports = {
    webhooks,
    sealer: {
      seal: async (text: string) => text,
      open: async (sealed: string, owner: string) => `${sealed}${owner}`,
    },
    post: async (request: PostRequest) => {
      posts.push(request);
      return answer();
    },
    bury: async (delivery: Delivery) => void buried.push(delivery),
    clock: { now: () => clock.time, sleepUntil: async () => undefined },
    random: () => 0,
    telemetry: (each: Told) => void told.push(each),
  };
  const attempt = (receives = 1, sentAt = NOW) => deliver(deliveryOf(), { sentAt, receives }, ports);
  const hook = () => webhooks.get(webhookRow().id);
  return { attempt, hook, posts, buried, told, clock, webhooks, ports };
}

describe('a delivery', () => {
  test('that the receiver takes has come to its end, signed with what the seal held', async () => {
    const { attempt, posts, told, hook } = await sender({}, () => ({ status: 204 }));
    expect(await attempt()).toBeUndefined();
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({
      url: 'https://example.com/hook',
      headers: { 'webhook-id': 'n1', 'webhook-timestamp': String(NOW / 1000) },
    });
    expect(JSON.parse(posts[0]?.body ?? '')).toEqual(deliveryOf().payload);
    expect(told).toEqual([{ type: 'delivery', delivery: deliveryOf(), attempt: 1, duration_ms: 0 }]);
    expect(await hook()).toEqual(webhookRow());
  });

  test.each<[PostAnswer, string]>([
    [{ status: 500 }, 'the receiver answered 500'],
    [{ status: 404 }, 'the receiver answered 404'],
    [{ status: 302 }, 'the receiver answered 302, and redirects are not followed'],
    [{ error: 'no such host' }, 'no such host'],
  ])('that ends in %j is tried again later', async (answer, error) => {
    const { attempt, told, buried, hook } = await sender({}, () => answer);
    expect([await attempt(1), await attempt(2), await attempt(7)]).toEqual([5000, 30_000, HOUR]);
    expect(told[0]).toMatchObject({ type: 'delivery', error });
    expect(buried).toEqual([]);
    expect(await hook()).toEqual(webhookRow({ failing_since: NOW, version: 2 }));
  });

  test('is given up a day after it was sent, and so is a webhook that failed all the time', async () => {
    const { attempt, buried, told, clock, hook } = await sender({}, () => FAILING);
    await attempt(1);
    clock.time = NOW + DAY - 1;
    expect(await attempt(28)).toBe(HOUR);
    clock.time = NOW + DAY;
    expect(await attempt(29)).toBeUndefined();
    expect(buried).toEqual([deliveryOf()]);
    expect(told.map(({ type }) => type)).toEqual([
      'delivery',
      'delivery',
      'delivery',
      'webhook-disabled',
      'delivery-given-up',
    ]);
    expect(await hook()).toMatchObject({ enabled: false, failing_since: NOW });
  });

  test('that waited a day behind another has one attempt', async () => {
    const { attempt, posts, buried } = await sender({}, () => FAILING);
    expect(await attempt(1, NOW - 2 * DAY)).toBeUndefined();
    expect(posts).toHaveLength(1);
    expect(buried).toHaveLength(1);
  });

  test('to a disabled webhook is not sent but given up, where it can be taken up again', async () => {
    const { attempt, posts, buried } = await sender({ enabled: false }, () => ({ status: 200 }));
    expect(await attempt()).toBeUndefined();
    expect([posts, buried]).toEqual([[], [deliveryOf()]]);
  });

  test('to a webhook that is gone, before or meanwhile, is dropped', async () => {
    const before = await sender(undefined, () => FAILING);
    expect(await before.attempt()).toBeUndefined();
    const meanwhile: Awaited<ReturnType<typeof sender>> = await sender({}, () => {
      meanwhile.webhooks.rows.clear();
      return FAILING;
    });
    expect(await meanwhile.attempt()).toBeUndefined();
    expect([before.posts, before.buried, meanwhile.buried]).toEqual([[], [], []]);
  });

  test('whose burial fails is not done', async () => {
    const { ports } = await sender({ enabled: false }, () => FAILING);
    const bury = () => Promise.reject(new Error('throttled'));
    const delivering = deliver(deliveryOf(), { sentAt: NOW, receives: 1 }, { ...ports, bury });
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
