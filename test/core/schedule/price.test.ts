import { priceOf, UNIT_PRICES } from '../../../core/schedule/price.ts';

test.each([
  ['oneTime', 14.998],
  ['run', 10.3234],
  ['minuteRun', 3.0665],
  ['wakeUp', 2.9249],
] as const)('a million of what is called %s cost $ %d', (what, dollars) => {
  expect(priceOf(what) * 1e6).toBeCloseTo(dollars, 6);
});

test('a million of each unit cost what AWS says, in dollars', () => {
  const million = Object.entries(UNIT_PRICES).map(([unit, usd]) => [
    unit,
    Number((usd * 1e6).toPrecision(6)),
  ]);
  expect(Object.fromEntries(million)).toEqual({
    httpApiRequest: 1,
    lambdaRequest: 0.2,
    lambdaGbSecond: 13.33,
    schedulerInvocation: 1,
    sqsRequest: 0.4,
    writeUnit: 0.625,
    readUnit: 0.125,
    logKilobyte: 0.5,
  });
});
