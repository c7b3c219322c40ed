import { randomBytes } from 'node:crypto';
import { holdsName } from '../../core/jobs/declare.ts';
import { overdueAt } from '../../core/jobs/heal-overdue.ts';
import type { Payload } from '../../core/jobs/payload.ts';
import { isEnded, isFailing, isHeld, type JobRow, statusOf } from '../../core/jobs/row.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import { isPurged, keyHoldsUntil } from '../../core/jobs/tombstone.ts';
import { toJob } from '../../core/jobs/view.ts';
import type { JobQuery, JobStore, PayloadVersion } from '../../core/ports/job-store.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import { isRecurring } from '../../core/schedule/parsed-schedule.ts';
import type { Clock } from '../../core/time/clock.ts';
import { Key, keysIn, PAYLOAD, payloadItem, rowItem, rowOf } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { documentIn, Formats, readable } from './formats.ts';
import { Gathering } from './gathering.ts';
import { BEYOND, justBelow, partitionsOf, shardKey } from './job-partitions.ts';
import { overdueKeys } from './overdue-keys.ts';
import { RowReads } from './row-reads.ts';
import { Table } from './table.ts';

const { byRunning, byStatus } = Table.indexes;

/** Most payloads of one batch write (DynamoDB API: BatchWriteItem). */
const PAYLOADS = 25;

/** Jobs in DynamoDB: a row and a payload item each, lists through indexes that hold keys only. */
export class DynamoJobStore implements JobStore {
  private readonly table: DynamoTable;
  private readonly clock: Clock;
  private readonly retention: number;
  private readonly telemetry: Telemetry;
  private readonly shards: number;
  private readonly payloads: Gathering<Record<string, unknown>>;
  private readonly rows: RowReads;

  /**
   * @param retention ms that a job is kept after its end
   * @param telemetry is told of rows that no list can show
   * @param shards of the jobs of each product and env, see `shardKey`
   */
  constructor(
    table: DynamoTable,
    clock: Clock,
    retention: number,
    telemetry: Telemetry = () => undefined,
    shards = 1,
  ) {
    this.table = table;
    this.clock = clock;
    this.retention = retention;
    this.telemetry = telemetry;
    this.shards = shards;
    this.payloads = new Gathering(PAYLOADS, async (group) => {
      const [first, ...others] = group.map(({ ask }) => ask);
      if (first && others.length === 0) await table.put(first);
      else await table.putMany(group.map(({ ask }) => ask));
    });
    this.rows = new RowReads(table);
  }

  async get(id: string): Promise<JobRow | null> {
    return this.read(await this.rows.get(id));
  }

  async getMany(ids: readonly string[]): Promise<JobRow[]> {
    const keys = [...new Set(ids)].map((id) => Key.row(id));
    return this.readable(await this.table.getMany(keys, false));
  }

  async create(row: JobRow): Promise<boolean> {
    const names = { '#pk': Table.partitionKey };
    return await this.write(row, { expression: 'attribute_not_exists(#pk)', names });
  }

  async commit(row: JobRow): Promise<boolean> {
    const values = { ':before': row.version - 1 };
    const committed = await this.write(row, {
      expression: '#version = :before',
      names: { '#version': 'version' },
      values,
    });
    if (!committed || !isEnded(row) || isPurged(row)) return committed;
    if (isRecurring(row.schedule) || row.gen > 1 || row.paused_at !== undefined) {
      const { id, payload, earlier_payloads: earlier = [] } = row;
      const expires = this.expiry(this.clock.now());
      const versions = [payload, ...earlier.map((each) => each || undefined)];
      for (const version of versions.filter((each) => each !== undefined || !row.inline))
        await this.table.expire(Key.payload({ id, payload: version }), expires);
    }
    return committed;
  }

  async remove(row: JobRow): Promise<boolean> {
    return await this.table.delete(Key.row(row.id), {
      expression: '#version = :version',
      names: { '#version': 'version' },
      values: { ':version': row.version },
    });
  }

  async showRunning(id: string): Promise<boolean> {
    const row = await this.get(id);
    if (!row || statusOf(row) !== 'running' || row.deleted_at !== undefined) return true;
    const shown = await this.table.update(Key.row(id), {
      update: 'SET #owner = :shard',
      condition: '#version = :version',
      names: { '#owner': byRunning.partitionKey, '#version': 'version' },
      values: { ':shard': shardKey(row, id, this.shards), ':version': row.version },
    });
    return shown !== undefined;
  }

  async keepPayload(which: PayloadVersion, until?: number): Promise<void> {
    await this.table.expire(Key.payload(which), until === undefined ? undefined : this.expiry(until));
  }

  async putPayload(which: PayloadVersion, payload: Payload): Promise<void> {
    const { useful_until } = payload;
    const expires = useful_until === undefined ? undefined : this.expiry(useful_until);
    await this.payloads.ask(payloadItem(which, payload, expires));
  }

  async getPayload(which: PayloadVersion): Promise<Payload | null> {
    const item = await this.table.get(Key.payload(which));
    return item ? documentIn(Formats.payload, item) : null;
  }

  async deletePayload(which: PayloadVersion): Promise<void> {
    await this.table.delete(Key.payload(which));
  }

  async deletePayloads(id: string): Promise<void> {
    const first = Key.payload({ id });
    const later = await this.table.queryUp({
      partition: first[Table.partitionKey] ?? '',
      from: `${PAYLOAD}#`,
      to: `${PAYLOAD}#~`,
    });
    await this.table.deleteMany([first, ...later.map(keysIn)]);
  }

  async listOverdue(scopes: readonly Scope[], now: number, limit: number): Promise<JobRow[]> {
    const rows: JobRow[] = [];
    // Those that only a newer release can read stay in the index, before others that are overdue.
    for (let looked = 0; ; ) {
      const some = (await overdueKeys(this.table, scopes, this.shards, now, looked + limit)).slice(looked);
      const read = this.readable(await this.table.getMany(some));
      rows.push(...read.sort((a, b) => (overdueAt(a) ?? 0) - (overdueAt(b) ?? 0)));
      looked += some.length;
      if (some.length < limit || rows.length >= limit) return rows.slice(0, limit);
    }
  }

  async list(query: JobQuery): Promise<JobRow[]> {
    const found: JobRow[] = [];
    let below = query.below ?? BEYOND;
    while (found.length < query.limit) {
      const wanted = query.limit - found.length;
      const ids = await this.ids({ ...query, below, limit: wanted });
      const keys = ids.map((id) => Key.row(id));
      const rows = this.readable(await this.table.getMany(keys, !query.stale));
      // An index may lag behind the rows and folds running jobs into what they are otherwise.
      const fit = rows.filter((row) => isIn(query, row));
      found.push(...fit.sort((a, b) => (a.id < b.id ? 1 : -1)));
      const last = ids.at(-1);
      if (ids.length < wanted || last === undefined) break;
      below = last;
    }
    return found;
  }

  /** The highest ids of all partitions that the query is merged from. */
  private async ids(query: JobQuery): Promise<string[]> {
    const { scopes, below = BEYOND, from = '', limit } = query;
    const to = justBelow(below);
    if (to < from) return [];
    const partitions = scopes.flatMap((scope) => partitionsOf(scope, query, this.shards));
    const pages = await Promise.all(
      partitions.map(({ index, value }) =>
        this.table.queryDown({
          index: index.name,
          expression: '#pk = :pk AND #id BETWEEN :from AND :to',
          names: { '#pk': index.partitionKey, '#id': index.sortKey },
          values: { ':pk': value, ':from': from || 'job_', ':to': to },
          limit,
        }),
      ),
    );
    const ids = new Set(pages.flat().map((item) => String(item[byStatus.sortKey])));
    return [...ids].sort((a, b) => (a < b ? 1 : -1)).slice(0, limit);
  }

  private async write(
    row: JobRow,
    condition: { expression: string; names?: Record<string, string>; values?: Record<string, unknown> },
  ) {
    const token = randomBytes(9).toString('base64url');
    const expires = this.expiryOf(row);
    if (await this.table.put(rowItem(row, token, expires, this.shards), condition)) return true;
    // The client may have repeated a write whose answer was lost; then the row that stands is this one.
    const standing = await this.table.get(Key.row(row.id));
    return standing?.['token'] === token;
  }

  /** The rows of items: one that cannot be shown must not keep the others from it. */
  private readable(items: readonly Record<string, unknown>[]): JobRow[] {
    const shown = (item: Record<string, unknown>) => {
      const row = this.read(item);
      return row && toJob(row) && row;
    };
    return readable(items, shown, this.telemetry).filter((row) => row !== null);
  }

  private read(item: Record<string, unknown> | undefined): JobRow | null {
    if (!item) return null;
    const expires = item[Table.ttl];
    if (typeof expires === 'number' && expires * 1000 <= this.clock.now()) return null;
    return rowOf(item);
  }

  /** A job is kept as long as its idempotency key holds, however short the retention is, and as long as it stands for a named schedule. */
  private expiryOf(row: JobRow): number | undefined {
    const key = Math.ceil((keyHoldsUntil(row) ?? 0) / 1000);
    if (isPurged(row)) return key;
    if (!isEnded(row) || row.runs.length > 0 || holdsName(row)) return undefined;
    return Math.max(this.expiry(this.clock.now()), key);
  }

  private expiry(from: number): number {
    return Math.ceil((from + this.retention) / 1000);
  }
}

function isIn({ statuses, failing, held }: JobQuery, row: JobRow): boolean {
  return (
    (!statuses || statuses.includes(statusOf(row))) && (!failing || isFailing(row)) && (!held || isHeld(row))
  );
}
