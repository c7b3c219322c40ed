import { priceOf } from '../../../core/schedule/price.ts';

test.each([
  ['oneTime', 18.123],
  ['run', 11.5734],
  ['minuteRun', 4.3165],
  ['wakeUp', 2.9249],
] as const)('a million of what is called %s cost $ %d', (what, dollars) => {
  expect(priceOf(what) * 1e6).toBeCloseTo(dollars, 6);
});
