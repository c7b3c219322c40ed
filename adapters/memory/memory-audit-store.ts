import { copyOf } from '../../contract/plain-data.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import { commitOf } from '../../core/jobs/audit-record.ts';
import { type AuditQuery, type AuditStore, listKey, listsOf } from '../../core/ports/audit-store.ts';

/** The audit trail in memory. */
export class MemoryAuditStore implements AuditStore {
  readonly records = new Map<string, AuditRecord>();
  readonly expiring = new Map<string, number>();

  async put(record: AuditRecord): Promise<void> {
    if (!this.records.has(record.id)) this.records.set(record.id, copyOf(record));
  }

  async find(jobId: string, version: number): Promise<AuditRecord | null> {
    return copyOf(this.ofJob(jobId).find(({ id }) => commitOf(id)?.version === version) ?? null);
  }

  async listOfJob(
    jobId: string,
    { limit, below = Number.POSITIVE_INFINITY }: { limit: number; below?: number },
  ): Promise<AuditRecord[]> {
    const versionOf = ({ id }: AuditRecord) => commitOf(id)?.version ?? 0;
    const found = this.ofJob(jobId).filter((record) => versionOf(record) < below);
    return copyOf(found.sort((a, b) => versionOf(b) - versionOf(a)).slice(0, limit));
  }

  async list({ lists, from = 0, to = Number.POSITIVE_INFINITY, below, limit }: AuditQuery) {
    const keys = new Set(lists.map(listKey));
    const found = [...this.records.values()]
      .filter((record) => listsOf(record).some((list) => keys.has(listKey(list))))
      .filter(({ at }) => at >= from && at <= to)
      .filter(({ at, id }) => !below || at < below.at || (at === below.at && id < below.id));
    return copyOf(found.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, limit));
  }

  async expire(jobId: string, from: number): Promise<void> {
    this.expiring.set(jobId, from);
  }

  private ofJob(jobId: string): AuditRecord[] {
    return [...this.records.values()].filter(({ job_id }) => job_id === jobId);
  }
}
