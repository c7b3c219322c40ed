import { SchedulerError } from './errors.ts';
import { TokenBucket } from './token-bucket.ts';

/** Requests a second by method and path: the service's default quotas of a large region (docs/time.md, 7). */
export const REQUESTS_PER_SECOND: Readonly<Record<string, number>> = {
  'POST /schedules/{}': 5000,
  'PUT /schedules/{}': 1000,
  'DELETE /schedules/{}': 1000,
  'GET /schedules/{}': 1000,
};

/** Keeps the requests of each operation to its rate. */
export class RequestRates {
  readonly #buckets: ReadonlyMap<string, TokenBucket>;

  constructor(perSecond: Readonly<Record<string, number>>, now: number) {
    this.#buckets = new Map(
      Object.entries(perSecond).map(([operation, rate]) => [operation, new TokenBucket(rate, now)]),
    );
  }

  /** Counts a request; throws ThrottlingException where it is one too many. */
  admit(operation: string, now: number): void {
    const bucket = this.#buckets.get(operation);
    if (bucket === undefined) return;
    if (bucket.available(now) < 1) throw new SchedulerError('ThrottlingException', 'Rate exceeded');
    bucket.take(1);
  }
}
