import { GoneWebhooks } from '../../../core/webhooks/gone-webhooks.ts';

describe('webhooks that a sender found gone', () => {
  test('are remembered for what was sent more than a second before, as clocks differ', () => {
    const gone = new GoneWebhooks();
    gone.add('a', 5000);
    expect([gone.has('a', 3999), gone.has('a', 4000), gone.has('b', 0)]).toEqual([true, false, false]);
    gone.add('a', 9000);
    expect(gone.has('a', 4000)).toBe(true);
  });

  test('are a thousand at most: the one seen first is forgotten for another', () => {
    const gone = new GoneWebhooks();
    for (let n = 0; n < 1000; n += 1) gone.add(`${n}`, 5000);
    gone.add('0', 6000);
    gone.add('1000', 6000);
    expect([gone.has('0', 0), gone.has('1', 0), gone.has('2', 0), gone.has('1000', 0)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
