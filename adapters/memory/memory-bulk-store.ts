import { copyOf } from '../../core/copy-of.ts';
import type { Bulk, BulkStore } from '../../core/ports/bulk-store.ts';

/** Bulk operations in memory. */
export class MemoryBulkStore implements BulkStore {
  readonly bulks = new Map<string, Bulk>();

  async create(bulk: Bulk): Promise<void> {
    this.bulks.set(bulk.id, copyOf(bulk));
  }

  async get(id: string): Promise<Bulk | null> {
    return copyOf(this.bulks.get(id) ?? null);
  }

  async save(bulk: Bulk): Promise<boolean> {
    if (this.bulks.get(bulk.id)?.version !== bulk.version - 1) return false;
    this.bulks.set(bulk.id, copyOf(bulk));
    return true;
  }
}
