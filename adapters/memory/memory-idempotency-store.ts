import type { IdempotencyStore, Reservation } from '../../core/ports/idempotency-store.ts';
import type { Owner } from '../../core/ports/job-store.ts';

/** Idempotency keys in memory. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  private readonly keys = new Map<string, Reservation & { expires: number }>();

  async reserve(
    owner: Owner,
    key: string,
    mine: Reservation,
    now: number,
    expires: number,
  ): Promise<Reservation> {
    const place = placeOf(owner, key);
    const holder = this.keys.get(place);
    if (holder && holder.expires > now) return { job_id: holder.job_id, digest: holder.digest };
    this.keys.set(place, { ...mine, expires });
    return mine;
  }

  async find(owner: Owner, key: string, now: number): Promise<Reservation | null> {
    const holder = this.keys.get(placeOf(owner, key));
    return holder && holder.expires > now ? { job_id: holder.job_id, digest: holder.digest } : null;
  }
}

const placeOf = ({ product, env }: Owner, key: string) => JSON.stringify([product, env, key]);
