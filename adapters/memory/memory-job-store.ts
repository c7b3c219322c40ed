import { copyOf } from '../../contract/plain-data.ts';
import { overdueAt } from '../../core/jobs/heal-overdue.ts';
import type { Payload } from '../../core/jobs/payload.ts';
import { isFailing, type JobRow, statusOf, withoutOutbox } from '../../core/jobs/row.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { JobQuery, JobStore, PayloadVersion } from '../../core/ports/job-store.ts';
import type { StatsEntry, StatsStore } from '../../core/ports/stats-store.ts';

/** Jobs in memory, copied in and out as a real store would. */
export class MemoryJobStore implements JobStore {
  readonly rows = new Map<string, JobRow>();
  readonly payloads = new Map<string, Payload>();
  private readonly stats: StatsStore;

  /** @param stats where entries beside payloads go */
  constructor(stats: StatsStore) {
    this.stats = stats;
  }

  async get(id: string): Promise<JobRow | null> {
    return copyOf(this.rows.get(id) ?? null);
  }

  async create(row: JobRow): Promise<boolean> {
    if (this.rows.has(row.id)) return false;
    this.rows.set(row.id, copyOf(row));
    return true;
  }

  async commit(row: JobRow): Promise<boolean> {
    if (this.rows.get(row.id)?.version !== row.version - 1) return false;
    this.rows.set(row.id, copyOf(row));
    return true;
  }

  async acknowledge(row: JobRow): Promise<void> {
    const standing = this.rows.get(row.id);
    if (standing?.version === row.version) this.rows.set(row.id, withoutOutbox(standing));
  }

  async remove(row: JobRow): Promise<boolean> {
    return this.rows.get(row.id)?.version === row.version && this.rows.delete(row.id);
  }

  async keepPayload(): Promise<void> {
    // In memory a payload is kept anyway.
  }

  async putPayload(which: PayloadVersion, payload: Payload, entry?: StatsEntry): Promise<void> {
    this.payloads.set(placeOf(which), copyOf(payload));
    if (entry) await this.stats.put(entry);
  }

  async getPayload(which: PayloadVersion): Promise<Payload | null> {
    return copyOf(this.payloads.get(placeOf(which)) ?? null);
  }

  async deletePayload(which: PayloadVersion): Promise<void> {
    this.payloads.delete(placeOf(which));
  }

  async deletePayloads(id: string): Promise<void> {
    for (const place of this.payloads.keys()) {
      if (place === id || place.startsWith(`${id}#`)) this.payloads.delete(place);
    }
  }

  async listOverdue(scopes: readonly Scope[], now: number, limit: number): Promise<JobRow[]> {
    const due = (row: JobRow) => overdueAt(row) ?? Number.POSITIVE_INFINITY;
    return [...this.rows.values()]
      .filter((row) => scopes.some((scope) => scope.product === row.product && scope.env === row.env))
      .filter((row) => due(row) <= now)
      .sort((a, b) => due(a) - due(b))
      .slice(0, limit)
      .map((row) => copyOf(row));
  }

  async list({ scopes, statuses, failing, below, from, limit }: JobQuery): Promise<JobRow[]> {
    return [...this.rows.values()]
      .filter((row) => scopes.some((scope) => scope.product === row.product && scope.env === row.env))
      .filter((row) => row.deleted_at === undefined)
      .filter((row) => !statuses || statuses.includes(statusOf(row)))
      .filter((row) => !failing || isFailing(row))
      .filter((row) => (below === undefined || row.id < below) && (from === undefined || row.id >= from))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit)
      .map((row) => copyOf(row));
  }
}

const placeOf = ({ id, payload }: PayloadVersion) => (payload === undefined ? id : `${id}#${payload}`);
