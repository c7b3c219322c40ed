import { DynamoSlowScopes } from '../../adapters/aws/dynamo-slow-scopes.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { DYNAMO_STORES, type DynamoStores, STORES, type Stores, TABLE_NAME } from './stores.ts';

const SHOP = 'shop#prd';

describe.each(STORES)('the slow scopes on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('have a product and env, or a target, until the latest moment that was said, and no other', async () => {
    const { slowScopes } = stores;
    await slowScopes.mark(SHOP, 4_000_000_000_000);
    await slowScopes.mark(SHOP, 5_000_000_000_000);
    await slowScopes.refresh();
    expect(slowScopes.until('shop#prd')).toBe(5_000_000_000_000);
    expect(slowScopes.until('shop#dev')).toBe(0);
    expect(slowScopes.until('shop#prd#app:event')).toBe(0);
    await slowScopes.mark('shop#prd#app:event', 4_000_000_000_000);
    await slowScopes.refresh();
    expect(slowScopes.until('shop#prd#app:event')).toBe(4_000_000_000_000);
  });
});

describe.each(DYNAMO_STORES)('the slow scopes on %s', (_name, start) => {
  let stores: DynamoStores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('are learned by another worker when it looks a second after its last look, not before', async () => {
    const { clock, client, slowScopes } = stores;
    const other = new DynamoSlowScopes(new DynamoTable(client, TABLE_NAME, PATIENT), clock);
    await other.refresh();
    await slowScopes.mark(SHOP, 5_000_000_000_000);
    clock.move(999);
    await other.refresh();
    expect(other.until('shop#prd')).toBe(0);
    clock.move(1);
    await other.refresh();
    expect(other.until('shop#prd')).toBe(5_000_000_000_000);
  });
});

test('A worker keeps the slow scopes it knows when the table refuses to say, and asks again after a second', async () => {
  let asked = 0;
  let now = 0;
  const answers: Record<string, unknown>[][] = [[{ sk: 'shop#prd', until: 9000 }]];
  const queryDown = async () => {
    asked += 1;
    const answer = answers.shift();
    if (answer) return answer;
    throw new NoCapacity('refused');
  };
  const clock = { now: () => now, sleepUntil: async () => undefined };
  const scopes = new DynamoSlowScopes({ queryDown } as unknown as DynamoTable, clock);
  await scopes.refresh();
  now = 1000;
  await Promise.all([scopes.refresh(), scopes.refresh()]);
  expect(scopes.until('shop#prd')).toBe(9000);
  expect(asked).toBe(2);
  now = 2000;
  await scopes.refresh();
  expect(asked).toBe(3);
});
