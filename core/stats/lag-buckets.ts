/** Buckets grow by a tenth, so a figure read from them is wrong by at most 5 %. */
const GROWTH = 1.1;

/** The bucket of a lag, ms: 0 for none, then one for each tenth more. Counts by bucket can be added up. */
export function bucketOf(lagMs: number): number {
  return lagMs < 1 ? 0 : 1 + Math.floor(Math.log(lagMs) / Math.log(GROWTH));
}

/** The lag that stands for a bucket, ms. */
export function lagOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.round(GROWTH ** (bucket - 0.5));
}

/** The lag, ms, that `percent` per cent of the counted runs did not exceed; 0 when there are none. */
export function percentileOf(buckets: ReadonlyMap<number, number>, percent: number): number {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const wanted = (sorted.reduce((sum, [, count]) => sum + count, 0) * percent) / 100;
  let seen = 0;
  for (const [bucket, count] of sorted) {
    seen += count;
    if (seen >= wanted) return lagOf(bucket);
  }
  return 0;
}
