import { Limits } from '../../contract/limits.ts';
import { type AuditRecord, commitOf } from '../../core/jobs/audit-record.ts';
import type { ScopeFilter } from '../../core/jobs/scope.ts';
import {
  type AuditPlace,
  type AuditQuery,
  type AuditStore,
  listKey,
  listsOf,
} from '../../core/ports/audit-store.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { Clock } from '../../core/time/clock.ts';
import { momentKey } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { documentIn, documentOf, Formats, readable } from './formats.ts';
import { justBelow } from './job-partitions.ts';
import { Table } from './table.ts';

/** Partitions of the audit trail begin with it. */
export const AUDIT = 'AUDIT#';

/** Above every version: each has at most ten digits. */
const HIGHEST = 9_999_999_999;

const AuditKey = {
  /** No product begins with a `#`. */
  ofJob: (jobId: string, version: number) => ({
    [Table.partitionKey]: `${AUDIT}#${jobId}`,
    [Table.sortKey]: versionKey(version),
  }),
  inList: (list: ScopeFilter, place: AuditPlace) => ({
    [Table.partitionKey]: partitionOf(list),
    [Table.sortKey]: placeKey(place),
  }),
};

const versionKey = (version: number) => String(version).padStart(10, '0');
const placeKey = ({ at, id }: AuditPlace) => `${momentKey(at)}#${id}`;
const partitionOf = (list: ScopeFilter) => `${AUDIT}@${listKey(list)}`;

/** The audit trail in DynamoDB: an item in the list of the job, and one in each list by scope, none of which is written again. */
export class DynamoAuditStore implements AuditStore {
  private readonly table: DynamoTable;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly retention: number;
  private readonly telemetry: Telemetry;

  /**
   * @param retention ms that lists by scope have an entry, and that entries outlive their job
   * @param telemetry is told of entries that lists pass over
   */
  constructor(
    table: DynamoTable,
    clock: Pick<Clock, 'now'>,
    retention: number,
    telemetry: Telemetry = () => undefined,
  ) {
    this.table = table;
    this.clock = clock;
    this.retention = retention;
    this.telemetry = telemetry;
  }

  async put(record: AuditRecord): Promise<void> {
    const entry = documentOf(Formats.audit, record);
    const expires = this.expiry(record.at);
    const commit = commitOf(record.id);
    const isKept = (record.nth ?? 0) <= Limits.auditKept;
    const items = [
      ...(commit
        ? [{ ...AuditKey.ofJob(commit.job_id, commit.version), ...entry, ...(!isKept && expires) }]
        : []),
      ...listsOf(record).map((list) => ({ ...AuditKey.inList(list, record), ...entry, ...expires })),
    ];
    const isNew = { expression: 'attribute_not_exists(#pk)', names: { '#pk': Table.partitionKey } };
    await Promise.all(items.map((item) => this.table.put(item, isNew)));
  }

  async find(jobId: string, version: number): Promise<AuditRecord | null> {
    const item = await this.table.get(AuditKey.ofJob(jobId, version));
    return item && !this.isOver(item) ? recordOf(item) : null;
  }

  async listOfJob(
    jobId: string,
    { limit, below = HIGHEST }: { limit: number; below?: number },
  ): Promise<AuditRecord[]> {
    const partition = AuditKey.ofJob(jobId, 0)[Table.partitionKey] ?? '';
    const found: AuditRecord[] = [];
    let to = justBelow(versionKey(below));
    for (;;) {
      const wanted = limit - found.length;
      const items = await this.down(partition, versionKey(0), to, wanted);
      // Later ones may go before those that are kept as long as the job.
      found.push(...this.records(items));
      const last = items.at(-1);
      if (!last || items.length < wanted || found.length >= limit) return found;
      to = justBelow(String(last[Table.sortKey]));
    }
  }

  async list({ lists, from = 0, to, below, limit }: AuditQuery): Promise<AuditRecord[]> {
    const end = to === undefined ? '~' : `${momentKey(to)}#~`;
    const last = below ? justBelow(placeKey(below)) : end;
    const most = last < end ? last : end;
    const pages = await Promise.all(
      lists.map((list) => this.down(partitionOf(list), momentKey(from), most, limit)),
    );
    const byPlace = new Map(pages.flat().map((item) => [String(item[Table.sortKey]), item]));
    const newest = [...byPlace].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, limit);
    return this.records(newest.map(([, item]) => item));
  }

  async expire(jobId: string, from: number): Promise<void> {
    const partition = AuditKey.ofJob(jobId, 0)[Table.partitionKey] ?? '';
    const items = await this.table.queryUp({ partition, from: '0', to: '~', limit: Limits.auditKept });
    const staying = items.filter((item) => item[Table.ttl] === undefined);
    await this.table.putMany(staying.map((item) => ({ ...item, ...this.expiry(from) })));
  }

  private async down(partition: string, from: string, to: string, limit: number) {
    if (to < from) return [];
    return await this.table.queryDown({
      expression: '#pk = :pk AND #sk BETWEEN :from AND :to',
      names: { '#pk': Table.partitionKey, '#sk': Table.sortKey },
      values: { ':pk': partition, ':from': from, ':to': to },
      limit,
    });
  }

  private records(items: readonly Record<string, unknown>[]): AuditRecord[] {
    return readable(
      items.filter((item) => !this.isOver(item)),
      recordOf,
      this.telemetry,
    );
  }

  private isOver(item: Record<string, unknown>): boolean {
    const expires = item[Table.ttl];
    return typeof expires === 'number' && expires * 1000 <= this.clock.now();
  }

  private expiry(from: number) {
    return { [Table.ttl]: Math.ceil((from + this.retention) / 1000) };
  }
}

const recordOf = (item: Record<string, unknown>) => documentIn(Formats.audit, item);
