import { copyOf } from '../../contract/plain-data.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { WebhookRow, WebhookStore } from '../../core/ports/webhooks.ts';

/** Webhooks in memory. */
export class MemoryWebhookStore implements WebhookStore {
  readonly rows = new Map<string, WebhookRow>();
  private readonly stream: (record: AuditRecord | undefined) => void;

  /** @param stream is told what the audit trail tells of a write, as the stream of a table is */
  constructor(stream: (record: AuditRecord | undefined) => void = () => undefined) {
    this.stream = stream;
  }

  async get(id: string): Promise<WebhookRow | null> {
    return copyOf(this.rows.get(id) ?? null);
  }

  async list(): Promise<WebhookRow[]> {
    return copyOf([...this.rows.values()]).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async recent(): Promise<WebhookRow[]> {
    return await this.list();
  }

  async save(row: WebhookRow, record?: AuditRecord): Promise<boolean> {
    const before = this.rows.get(row.id);
    const isNext =
      row.version === 1
        ? !before
        : before?.version === row.version - 1 && before.created_at === row.created_at;
    if (isNext) this.rows.set(row.id, copyOf(row));
    if (isNext) this.stream(record);
    return isNext;
  }

  async remove(id: string): Promise<boolean> {
    return this.rows.delete(id);
  }
}
