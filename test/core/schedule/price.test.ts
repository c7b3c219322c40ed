import { priceOf } from '../../../core/schedule/price.ts';

test.each([
  ['oneTime', 18.123],
  ['run', 12.5109],
  ['minuteRun', 5.1915],
  ['wakeUp', 2.9249],
] as const)('a million of what is called %s cost $ %d', (what, dollars) => {
  expect(priceOf(what) * 1e6).toBeCloseTo(dollars, 6);
});
