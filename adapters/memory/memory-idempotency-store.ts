import type { Scope } from '../../core/jobs/scope.ts';
import type { IdempotencyStore, Reservation } from '../../core/ports/job-store.ts';

/** Idempotency keys in memory. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  private readonly keys = new Map<string, Reservation & { expires: number }>();

  async reserve(
    scope: Scope,
    key: string,
    mine: Reservation,
    now: number,
    expires: number,
  ): Promise<Reservation> {
    const place = placeOf(scope, key);
    const holder = this.keys.get(place);
    if (holder && holder.expires > now) return { job_id: holder.job_id, digest: holder.digest };
    this.keys.set(place, { ...mine, expires });
    return mine;
  }

  async find(scope: Scope, key: string, now: number): Promise<Reservation | null> {
    const holder = this.keys.get(placeOf(scope, key));
    return holder && holder.expires > now ? { job_id: holder.job_id, digest: holder.digest } : null;
  }
}

const placeOf = ({ product, env }: Scope, key: string) => JSON.stringify([product, env, key]);
