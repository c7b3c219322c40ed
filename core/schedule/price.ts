/** Unit prices in us-east-1, USD (docs/time.md, 8). */
export const UNIT_PRICES = {
  httpApiRequest: 1.0 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 13.33 / 1e6,
  schedulerInvocation: 1.0 / 1e6,
  sqsRequest: 0.4 / 1e6,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** A kilobyte of logs, taken in. */
  logKilobyte: 0.5 / 1e6,
} as const;

type Usage = { [Unit in keyof typeof UNIT_PRICES]?: number };

/**
 * What things take: as `npm run bench:cost` counts it on the embedded cloud for a job that posts to a local server, and
 * one request for each message sent, which the bench does not see. Of the kinds that differ by chance it is the mean.
 * GB-seconds are of an executor of 512 MB.
 */
const USAGE = {
  /** A one-time job, dispatched and run. */
  oneTime: {
    httpApiRequest: 1,
    lambdaRequest: 2,
    lambdaGbSecond: 0.6,
    sqsRequest: 4,
    writeUnit: 6,
    readUnit: 2,
  },
  /** A run of a recurring job on the second; most of its time is the last second, waited out in place. */
  run: { lambdaRequest: 1, lambdaGbSecond: 0.48, sqsRequest: 4, writeUnit: 3, readUnit: 2 },
  /** A run of a recurring job with minute precision, which nothing is waited for; its wake-up comes extra. */
  minuteRun: { lambdaGbSecond: 0.05, sqsRequest: 1, writeUnit: 3, readUnit: 1 },
  /** A wake-up by EventBridge that only looks: sent by it, received, one read, deleted. */
  wakeUp: { schedulerInvocation: 1, sqsRequest: 3, lambdaRequest: 1, lambdaGbSecond: 0.03, readUnit: 1 },
} as const satisfies Record<string, Usage>;

/** Something that costs money each time. */
export type Priced = keyof typeof USAGE;

/** What it costs once, USD. */
export function priceOf(what: Priced): number {
  return Object.entries<number>(USAGE[what]).reduce(
    (sum, [unit, amount]) => sum + amount * UNIT_PRICES[unit as keyof typeof UNIT_PRICES],
    0,
  );
}
