import { copyOf } from '../../contract/plain-data.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { Bulk, BulkStore } from '../../core/ports/bulk-store.ts';

/** Bulk operations in memory. */
export class MemoryBulkStore implements BulkStore {
  readonly bulks = new Map<string, Bulk>();
  private readonly stream: (record: AuditRecord | undefined) => void;

  /** @param stream is told what the audit trail tells of a write, as the stream of a table is */
  constructor(stream: (record: AuditRecord | undefined) => void = () => undefined) {
    this.stream = stream;
  }

  async create(bulk: Bulk, record?: AuditRecord): Promise<void> {
    this.bulks.set(bulk.id, copyOf(bulk));
    this.stream(record);
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
