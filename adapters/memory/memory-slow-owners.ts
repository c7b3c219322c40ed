import { ownerKey } from '../../core/jobs/owner-key.ts';
import type { Owner } from '../../core/ports/job-store.ts';
import type { SlowOwners } from '../../core/ports/slow-owners.ts';

/** Slow owners in memory. */
export class MemorySlowOwners implements SlowOwners {
  private readonly marks = new Map<string, number>();

  async mark(owner: Owner, until: number): Promise<void> {
    this.marks.set(ownerKey(owner), until);
  }

  async refresh(): Promise<void> {}

  until(key: string): number {
    return this.marks.get(key) ?? 0;
  }
}
