import { HOUR } from '../../../core/time/units.ts';
import { deliveryDelay } from '../../../core/webhooks/delivery-policy.ts';
import { limitedUntil, slotPause, slotsOf } from '../../../core/webhooks/sender-slot.ts';
import { NOW, webhookRow } from './webhook-rows.ts';

const limited = webhookRow({ product: 'shop', env: 'dev', limited_until: NOW + 1 });
const keysOf = (fields: object) => slotsOf({ ...limited, ...fields }, NOW).map(({ key }) => key);
const keyOf = (fields: object) => keysOf(fields)[0];

describe('the slot of a delivery', () => {
  test('is needed until the webhook is limited no more', () => {
    expect(slotsOf(limited, NOW)).toMatchObject([{ places: 2 }, { places: 4 }]);
    expect(slotsOf(limited, NOW + 1)).toEqual([]);
  });

  test('is counted by its product too, so that many envs with slow receivers hold up no other product', () => {
    expect(keysOf({ env: 'prd' })[1]).toBe(keysOf({})[1]);
    expect(keysOf({ product: 'other' })[1]).not.toBe(keysOf({})[1]);
    const { product: _product, env: _env, ...ofAll } = limited;
    const all = [keysOf({}), keysOf({ env: undefined }), slotsOf(ofAll, NOW).map(({ key }) => key)].flat();
    expect(new Set(all).size).toBe(5);
  });

  test('is one for all webhooks of a product and env, and another for those of each other or of all', () => {
    expect(keyOf({ id: 'hook_other', url: 'https://example.com/other' })).toBe(keyOf({}));
    const { product: _product, ...ofAll } = limited;
    const { env: _env, ...ofShop } = limited;
    const keys = [
      limited,
      ofAll,
      ofShop,
      { ...limited, env: 'prd' },
      { ...limited, product: 'shop"],["dev' },
    ].map((row) => slotsOf(row, NOW)[0]?.key);
    expect(new Set(keys).size).toBe(5);
  });

  test('of webhooks that are failing is one apart, so that they hold up no others of their product', () => {
    expect(slotsOf({ ...limited, failing_since: NOW }, NOW)).toMatchObject([{ places: 1 }, { places: 2 }]);
    expect(keyOf({ failing_since: NOW })).not.toBe(keyOf({}));
  });
});

describe('a delivery that finds no slot', () => {
  test('waits for half its age, from two seconds to an hour, with up to a fifth by chance', () => {
    const ages = [0, 4000, 10_000, HOUR, 24 * HOUR];
    expect(ages.map((age) => slotPause(NOW, NOW + age, () => 0))).toEqual([2000, 2000, 5000, HOUR / 2, HOUR]);
    expect(slotPause(NOW, NOW, () => 0.5)).toBe(2200);
  });

  test('is given up after 25 hours, so that one that waited a day behind another has time left', () => {
    expect(slotPause(NOW, NOW + 25 * HOUR - 1, () => 0)).toBe(HOUR);
    expect(slotPause(NOW, NOW + 25 * HOUR, () => 0)).toBeUndefined();
  });

  test('is received fewer than two hundred times before, also if half the times it is sent and fails', () => {
    let receives = 0;
    for (let at = NOW; at < NOW + 25 * HOUR; receives += 1)
      at += receives % 2 === 0 ? (slotPause(NOW, at, () => 0) ?? HOUR) : deliveryDelay(receives / 2, () => 0);
    expect(receives).toBeLessThan(100);
  });
});

describe('a webhook', () => {
  test('is limited for an hour by an attempt of more than two seconds, and by no other', () => {
    expect(limitedUntil(0, 2000, NOW)).toBe(0);
    expect(limitedUntil(0, 2001, NOW)).toBe(NOW + HOUR);
  });

  test('that is limited for half an hour or more stays so', () => {
    expect(limitedUntil(NOW + HOUR / 2, 10_000, NOW)).toBe(NOW + HOUR / 2);
    expect(limitedUntil(NOW + HOUR / 2 - 1, 10_000, NOW)).toBe(NOW + HOUR);
  });
});
