import type { Scope } from '../jobs/scope.ts';

/** A claim on an idempotency key. */
export interface Reservation {
  job_id: string;
  /** Digest of the body it was made with. */
  digest: string;
}

/** Which job an idempotency key stands for. */
export interface IdempotencyStore {
  /** The reservation that holds the key at `now`: an earlier one that has not expired, else this one. */
  reserve(scope: Scope, key: string, mine: Reservation, now: number, expires: number): Promise<Reservation>;
  /** The reservation that holds the key at `now` (strongly consistent), or null. */
  find(scope: Scope, key: string, now: number): Promise<Reservation | null>;
}
