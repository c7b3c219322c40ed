import { count } from '../time/counts.ts';
import { Orders } from './interleave.ts';
import { pairs } from './interleavings.ts';
import { playAll } from './play-pair.ts';

/** Every order of the calls of both that can make a difference: see docs/simulation.md. */
describe('two processes that meet at one job', () => {
  test.each(pairs)(
    'come out right in every order of their calls: $name',
    async (pair) => {
      const { orders, violations } = await playAll(pair, new Orders());
      count('simulation', 'orders of two processes', orders);
      expect(violations).toEqual([]);
      expect(orders).toBeGreaterThan(2);
    },
    60_000,
  );
});
