import type { Hold } from '../../contract/hold.ts';
import { copyOf } from '../../contract/plain-data.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import { type HoldStore, holdKey } from '../../core/ports/hold-store.ts';

/** Holds in memory. */
export class MemoryHoldStore implements HoldStore {
  readonly holds = new Map<string, Hold>();
  private readonly stream: (record: AuditRecord | undefined) => void;

  /** @param stream is told what the audit trail tells of a write, as the stream of a table is */
  constructor(stream: (record: AuditRecord | undefined) => void = () => undefined) {
    this.stream = stream;
  }

  current(): Promise<Hold[]> {
    return this.list();
  }

  async list(): Promise<Hold[]> {
    return copyOf([...this.holds.values()]);
  }

  async open(hold: Hold, record?: AuditRecord): Promise<boolean> {
    const isNew = !this.holds.has(holdKey(hold));
    if (isNew) await this.put(hold, record);
    return isNew;
  }

  async put(hold: Hold, record?: AuditRecord): Promise<void> {
    this.holds.set(holdKey(hold), copyOf(hold));
    this.stream(record);
  }
}
