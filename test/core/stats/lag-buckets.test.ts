import fc from 'fast-check';
import { bucketOf, percentileOf } from '../../../core/stats/lag-buckets.ts';

const counted = (lags: readonly number[]) => {
  const buckets = new Map<number, number>();
  for (const lag of lags) buckets.set(bucketOf(lag), (buckets.get(bucketOf(lag)) ?? 0) + 1);
  return buckets;
};

describe('percentiles of lag', () => {
  test('are those of the sorted lags, to within 5 % and half a millisecond', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(1, 50, 90, 99, 100),
        (lags, percent) => {
          const sorted = [...lags].sort((a, b) => a - b);
          const exact = sorted[Math.ceil((lags.length * percent) / 100) - 1] ?? 0;
          const told = percentileOf(counted(lags), percent);
          expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact * 0.05 + 0.5);
        },
      ),
    );
  });

  test('of two sets are those of their buckets added up', () => {
    const [a, b] = [
      [1, 5, 9],
      [2, 70, 3000],
    ];
    const both = counted(a ?? []);
    for (const [bucket, count] of counted(b ?? [])) both.set(bucket, (both.get(bucket) ?? 0) + count);
    expect([...both].sort()).toEqual([...counted([...(a ?? []), ...(b ?? [])])].sort());
  });

  test('are 0 where nothing was counted', () => {
    expect(percentileOf(new Map(), 99)).toBe(0);
  });
});

test.each([
  [0, 0],
  [0.9, 0],
  [1, 1],
  [1.09, 1],
  [1.11, 2],
  [1000, 73],
])('a lag of %d ms is in bucket %d', (lag, bucket) => {
  expect(bucketOf(lag)).toBe(bucket);
});

test.each([
  [50, 0],
  [50.1, 1],
  [99, 1],
  [99.1, 1002],
  [100, 1002],
])(
  'the percentile %d of 5000 runs at once, 4900 a millisecond late and 100 a second is %d ms',
  (percent, lag) => {
    const runs = new Map([
      [73, 100],
      [1, 4900],
      [0, 5000],
    ]);
    expect(percentileOf(runs, percent)).toBe(lag);
  },
);

test('the slowest run of ten thousand is the percentile 100', () => {
  const runs = new Map([
    [0, 9999],
    [73, 1],
  ]);
  expect([percentileOf(runs, 99.99), percentileOf(runs, 100)]).toEqual([0, 1002]);
});
