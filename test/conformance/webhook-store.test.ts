import { hookId, webhookRow } from '../core/webhooks/webhook-rows.ts';
import { DYNAMO_STORES, type DynamoStores, STORES, type Stores } from './stores.ts';

const row = webhookRow({ product: 'shop', failing_since: 5, url: 'https://example.com/ä?b' });

describe.each(STORES)('the webhook store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('gives back what was saved, in the order of ids, and forgets what was removed', async () => {
    const { webhooks } = stores;
    expect(await webhooks.get(row.id)).toBeNull();
    expect(await webhooks.list()).toEqual([]);
    const other = webhookRow({ id: hookId('Z') });
    expect([await webhooks.save(row), await webhooks.save(other)]).toEqual([true, true]);
    expect(await webhooks.get(row.id)).toEqual(row);
    expect(await webhooks.list()).toEqual([other, row]);
    expect(await webhooks.recent()).toEqual([other, row]);
    expect([await webhooks.remove(other.id), await webhooks.remove(other.id)]).toEqual([true, false]);
    expect(await webhooks.list()).toEqual([row]);
    expect(await webhooks.recent()).toEqual([row]);
  });

  test('lets one of several at once continue, and none create what is there', async () => {
    const { webhooks } = stores;
    const first = webhookRow({ id: hookId('race') });
    const created = await Promise.all([1, 2, 3].map(() => webhooks.save(first)));
    expect(created.filter(Boolean)).toHaveLength(1);
    const rivals = [1, 2, 3].map((failing_since) => ({ ...first, version: 2, failing_since }));
    const won = await Promise.all(rivals.map((rival) => webhooks.save(rival)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await webhooks.get(first.id)).toEqual(rivals[won.indexOf(true)]);
    expect(await webhooks.save({ ...first, version: 4 })).toBe(false);
  });

  test('does not let a note about one that was deleted fall upon the one that was set anew', async () => {
    const { webhooks } = stores;
    const old = webhookRow({ id: hookId('anew') });
    await webhooks.save(old);
    await webhooks.remove(old.id);
    expect(await webhooks.save({ ...old, version: 2, failing_since: 1 })).toBe(false);
    const anew = { ...old, created_at: old.created_at + 1 };
    expect(await webhooks.save(anew)).toBe(true);
    expect(await webhooks.save({ ...old, version: 2, failing_since: 1 })).toBe(false);
    expect(await webhooks.get(old.id)).toEqual(anew);
  });
});

describe.each(DYNAMO_STORES)('the recent list on %s', (_name, start) => {
  let stores: DynamoStores;
  let calls = 0;
  beforeAll(async () => {
    stores = await start();
    stores.client.middlewareStack.add(
      (next) => async (args) => {
        calls += 1;
        return await next(args);
      },
      { step: 'initialize', name: 'count' },
    );
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('costs one call in thirty seconds, by however many it is asked for at once', async () => {
    const { webhooks, clock } = stores;
    await Promise.all([webhooks.recent(), webhooks.recent(), webhooks.recent()]);
    clock.move(29_999);
    await webhooks.recent();
    expect(calls).toBe(1);
    clock.move(1);
    await webhooks.recent();
    expect(calls).toBe(2);
  });

  test('is never kept when it could not be read', async () => {
    const { webhooks, clock, client } = stores;
    clock.move(30_000);
    client.middlewareStack.add(() => () => Promise.reject(new Error('throttled')), {
      step: 'initialize',
      name: 'throttle',
    });
    await expect(webhooks.recent()).rejects.toThrow('throttled');
    client.middlewareStack.remove('throttle');
    expect(await webhooks.recent()).toEqual([]);
  });
});
