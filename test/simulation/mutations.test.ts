import { readFile } from 'node:fs/promises';
import { count, FULL } from '../time/counts.ts';
import { probeMutant } from './mutate.ts';
import { mutations } from './mutations.ts';

/** Those that are found soonest; `npm run verify:mutations` tries all. */
const SOON = [
  'commit without the version as its condition',
  'lease ignored',
  'claim armed before the commit',
  'idempotency key not honoured',
];

describe('the simulation', () => {
  test('has only breakages whose text stands once in its file', async () => {
    const times = await Promise.all(
      mutations.map(async ({ name, file, find }) => [
        name,
        (await readFile(file, 'utf8')).split(find).length - 1,
      ]),
    );
    expect(times.filter(([, count]) => count !== 1)).toEqual([]);
  });

  test.each(FULL ? mutations.map(({ name }) => name) : SOON)(
    'finds a deliberate breakage of the protocol: %s',
    async (wanted) => {
      const mutation = mutations.find(({ name }) => name === wanted);
      expect(mutation).toBeDefined();
      if (mutation) expect(await probeMutant(mutation.by, mutation)).not.toBeNull();
      count('simulation', 'deliberate breakages found', 1);
    },
    FULL ? 300_000 : 60_000,
  );
});
