import { newScope } from './samples.ts';
import { STORES, type Stores } from './stores.ts';

const NOW = Date.UTC(2030, 0, 1);
const EXPIRES = NOW + 86_400_000;

describe.each(STORES)('the idempotency store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  const claim = (job: string) => ({ job_id: job, digest: `digest of ${job}` });

  test('gives a key to the first that asks', async () => {
    const scope = newScope();
    expect(await stores.keys.reserve(scope, 'key', claim('a'), NOW, EXPIRES)).toEqual(claim('a'));
    expect(await stores.keys.reserve(scope, 'key', claim('b'), NOW + 1, EXPIRES)).toEqual(claim('a'));
  });

  test('agrees with all that ask at once on one of them', async () => {
    const scope = newScope();
    const claims = ['a', 'b', 'c', 'd'].map(claim);
    const held = await Promise.all(
      claims.map((mine) => stores.keys.reserve(scope, 'key', mine, NOW, EXPIRES)),
    );
    expect(new Set(held.map((one) => one.job_id)).size).toBe(1);
    expect(claims).toContainEqual(held[0]);
  });

  test('frees a key at the millisecond it expires', async () => {
    const scope = newScope();
    const later = EXPIRES + 86_400_000;
    await stores.keys.reserve(scope, 'key', claim('a'), NOW, EXPIRES);
    expect(await stores.keys.reserve(scope, 'key', claim('b'), EXPIRES - 1, later)).toEqual(claim('a'));
    expect(await stores.keys.reserve(scope, 'key', claim('b'), EXPIRES, later)).toEqual(claim('b'));
    expect(await stores.keys.reserve(scope, 'key', claim('c'), EXPIRES + 1, later)).toEqual(claim('b'));
  });

  test('finds who holds a key until the millisecond it expires', async () => {
    const scope = newScope();
    expect(await stores.keys.find(scope, 'key', NOW)).toBeNull();
    await stores.keys.reserve(scope, 'key', claim('a'), NOW, EXPIRES);
    expect(await stores.keys.find(scope, 'key', EXPIRES - 1)).toEqual(claim('a'));
    expect(await stores.keys.find(scope, 'key', EXPIRES)).toBeNull();
    expect(await stores.keys.find({ ...scope, env: 'prd' }, 'key', NOW)).toBeNull();
  });

  test('tells keys and scopes apart', async () => {
    const scope = newScope();
    await stores.keys.reserve(scope, 'key', claim('a'), NOW, EXPIRES);
    const elsewhere = { ...scope, env: 'prd' };
    expect(await stores.keys.reserve(elsewhere, 'key', claim('b'), NOW, EXPIRES)).toEqual(claim('b'));
    expect(await stores.keys.reserve(scope, 'Key', claim('c'), NOW, EXPIRES)).toEqual(claim('c'));
    expect(await stores.keys.reserve(scope, 'ключ#'.repeat(200), claim('d'), NOW, EXPIRES)).toEqual(
      claim('d'),
    );
  });
});
