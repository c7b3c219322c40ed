import { DynamoSlowOwners } from '../../adapters/aws/dynamo-slow-owners.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { NoCapacity } from '../../core/errors/no-capacity.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { DYNAMO_STORES, type DynamoStores, STORES, type Stores, TABLE_NAME } from './stores.ts';

const SHOP = { product: 'shop', env: 'prd' };

describe.each(STORES)('the slow owners on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('have a product and env until the latest moment that was said, and no other', async () => {
    const { slowOwners } = stores;
    await slowOwners.mark(SHOP, 4_000_000_000_000);
    await slowOwners.mark(SHOP, 5_000_000_000_000);
    await slowOwners.refresh();
    expect(slowOwners.until('shop#prd')).toBe(5_000_000_000_000);
    expect(slowOwners.until('shop#dev')).toBe(0);
  });
});

describe.each(DYNAMO_STORES)('the slow owners on %s', (_name, start) => {
  let stores: DynamoStores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('are learned by another worker when it looks a second after its last look, not before', async () => {
    const { clock, client, slowOwners } = stores;
    const other = new DynamoSlowOwners(new DynamoTable(client, TABLE_NAME, PATIENT), clock);
    await other.refresh();
    await slowOwners.mark(SHOP, 5_000_000_000_000);
    clock.move(999);
    await other.refresh();
    expect(other.until('shop#prd')).toBe(0);
    clock.move(1);
    await other.refresh();
    expect(other.until('shop#prd')).toBe(5_000_000_000_000);
  });
});

test('A worker keeps the slow owners it knows when the table refuses to say, and asks again after a second', async () => {
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
  const owners = new DynamoSlowOwners({ queryDown } as unknown as DynamoTable, clock);
  await owners.refresh();
  now = 1000;
  await Promise.all([owners.refresh(), owners.refresh()]);
  expect(owners.until('shop#prd')).toBe(9000);
  expect(asked).toBe(2);
  now = 2000;
  await owners.refresh();
  expect(asked).toBe(3);
});
