import type { Bulk } from '../../core/ports/bulk-store.ts';
import { STORES, type Stores } from './stores.ts';

const bulk: Bulk = {
  id: 'bulk_01KDVDNA00ABCDEFGHJKMNPQRS',
  action: 'cancel',
  status: 'running',
  count: 0,
  failed: 0,
  dry_run: false,
  created_at: Date.UTC(2026, 0, 1),
  updated_at: Date.UTC(2026, 0, 1),
  version: 1,
  scopes: [{ product: 'shop', env: 'dev' }],
  statuses: ['scheduled'],
  below: 'job_01KDVDNA00ABCDEFGHJKMNPQRS',
};

describe.each(STORES)('the bulk store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('gives back what was put, and lets one of several at once go on', async () => {
    expect(await stores.bulks.get(bulk.id)).toBeNull();
    await stores.bulks.create(bulk);
    expect(await stores.bulks.get(bulk.id)).toEqual(bulk);
    const rivals = [1, 2, 3].map((count) => ({ ...bulk, version: 2, count }));
    const won = await Promise.all(rivals.map((rival) => stores.bulks.save(rival)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await stores.bulks.get(bulk.id)).toEqual(rivals[won.indexOf(true)]);
    expect(await stores.bulks.save({ ...bulk, version: 4 })).toBe(false);
  });
});
