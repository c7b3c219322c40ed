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
  test.each(SOON)(
    'finds a deliberate breakage of the protocol: %s',
    async (wanted) => {
      const mutation = mutations.find(({ name }) => name === wanted);
      expect(mutation).toBeDefined();
      if (mutation) expect(await probeMutant(mutation.by, mutation)).not.toBeNull();
    },
    60_000,
  );
});
