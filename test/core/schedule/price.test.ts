import { priceOf } from '../../../core/schedule/price.ts';

test.each([
  ['oneTime', 14.998],
  ['run', 10.3234],
  ['minuteRun', 3.0665],
  ['wakeUp', 2.9249],
] as const)('a million of what is called %s cost $ %d', (what, dollars) => {
  expect(priceOf(what) * 1e6).toBeCloseTo(dollars, 6);
});
