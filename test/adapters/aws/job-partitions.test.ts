import { partitionsOf, shardKey, shardKeys } from '../../../adapters/aws/job-partitions.ts';
import { newJobId } from '../../../core/jobs/job-id.ts';

const scope = { product: 'shop', env: 'dev' };
const ids = Array.from({ length: 4000 }, (_, i) => newJobId(Date.UTC(2030, 0, 1) + i, Math.random));

describe('the shards of a product and env', () => {
  test('are each of them in every list, and hold about as many jobs each', () => {
    const keys = shardKeys(scope, 8);
    expect(new Set(keys).size).toBe(8);
    const counts = Map.groupBy(ids, (id) => shardKey(scope, id, 8));
    expect([...counts.keys()].sort()).toEqual([...keys].sort());
    for (const { length } of counts.values()) expect(length).toBeGreaterThan(350);
    const values = partitionsOf(scope, { scopes: [scope], statuses: ['scheduled'], limit: 1 }, 8);
    expect(values.map(({ value }) => value)).toEqual(
      keys.flatMap((key) => [`${key}#scheduled`, `${key}#brief`, `${key}#held`]),
    );
  });

  test('may become more: what was written before is in one that a list asks still', () => {
    const now = shardKeys(scope, 16);
    for (const id of ids) expect(now).toContain(shardKey(scope, id, 8));
  });
});
