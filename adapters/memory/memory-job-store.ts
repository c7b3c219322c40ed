import { copyOf, defined } from '../../contract/plain-data.ts';
import { overdueAt } from '../../core/jobs/heal-overdue.ts';
import type { Payload } from '../../core/jobs/payload.ts';
import { isFailing, isHeld, type JobRow, statusOf } from '../../core/jobs/row.ts';
import type { RowChange } from '../../core/jobs/row-change.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { JobQuery, JobStore, PayloadVersion } from '../../core/ports/job-store.ts';

/** Jobs in memory, copied in and out as a real store would. */
export class MemoryJobStore implements JobStore {
  readonly rows = new Map<string, JobRow>();
  readonly payloads = new Map<string, Payload>();
  private changes = 0;
  private readonly now: () => number;
  private readonly stream: (change: RowChange) => void;

  /**
   * @param now Unix ms
   * @param stream is told of every change, as the stream of a table is
   */
  constructor(now: () => number, stream: (change: RowChange) => void = () => undefined) {
    this.now = now;
    this.stream = stream;
  }

  async get(id: string): Promise<JobRow | null> {
    return copyOf(this.rows.get(id) ?? null);
  }

  async getMany(ids: readonly string[]): Promise<JobRow[]> {
    return [...new Set(ids)].flatMap((id) => this.rows.get(id) ?? []).map((row) => copyOf(row));
  }

  async create(row: JobRow): Promise<boolean> {
    if (this.rows.has(row.id)) return false;
    this.change(row.id, row);
    return true;
  }

  async commit(row: JobRow): Promise<boolean> {
    if (this.rows.get(row.id)?.version !== row.version - 1) return false;
    this.change(row.id, row);
    return true;
  }

  async showRunning(): Promise<boolean> {
    // In memory lists show it at once.
    return true;
  }

  async remove(row: JobRow): Promise<boolean> {
    if (this.rows.get(row.id)?.version !== row.version) return false;
    this.change(row.id);
    return true;
  }

  async keepPayload(): Promise<void> {
    // In memory a payload is kept anyway.
  }

  async putPayload(which: PayloadVersion, payload: Payload): Promise<void> {
    this.payloads.set(placeOf(which), copyOf(payload));
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

  async list({ scopes, statuses, failing, held, below, from, limit }: JobQuery): Promise<JobRow[]> {
    return [...this.rows.values()]
      .filter((row) => scopes.some((scope) => scope.product === row.product && scope.env === row.env))
      .filter((row) => row.deleted_at === undefined)
      .filter((row) => !statuses || statuses.includes(statusOf(row)))
      .filter((row) => !failing || isFailing(row))
      .filter((row) => !held || isHeld(row))
      .filter((row) => (below === undefined || row.id < below) && (from === undefined || row.id >= from))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit)
      .map((row) => copyOf(row));
  }

  private change(id: string, after?: JobRow): void {
    const before = this.rows.get(id);
    if (after) this.rows.set(id, copyOf(after));
    else this.rows.delete(id);
    this.changes += 1;
    const sequence = String(this.changes).padStart(40, '0');
    this.stream({ sequence, at: this.now(), ...defined({ before, after: copyOf(after) }) });
  }
}

const placeOf = ({ id, payload }: PayloadVersion) => (payload === undefined ? id : `${id}#${payload}`);
