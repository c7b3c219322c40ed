import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { WebhookRow, WebhookStore } from '../../core/ports/webhooks.ts';
import type { Clock } from '../../core/time/clock.ts';
import { Key, WEBHOOKS } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { auditOf, documentIn, documentOf, Formats, readable } from './formats.ts';
import { Table } from './table.ts';

/** Webhooks in DynamoDB: all in one partition, one item each. */
export class DynamoWebhookStore implements WebhookStore {
  private readonly table: DynamoTable;
  private readonly clock: Clock;
  private readonly kept: number;
  private readonly telemetry: Telemetry;
  private known: { rows: Promise<WebhookRow[]>; until: number } | undefined;

  /**
   * @param kept how old a list may be that `recent` gives, ms
   * @param telemetry is told of webhooks that lists pass over
   */
  constructor(table: DynamoTable, clock: Clock, kept: number, telemetry: Telemetry = () => undefined) {
    this.table = table;
    this.clock = clock;
    this.kept = kept;
    this.telemetry = telemetry;
  }

  async get(id: string): Promise<WebhookRow | null> {
    const item = await this.table.get(Key.webhook(id));
    return item ? rowOf(item) : null;
  }

  async list(): Promise<WebhookRow[]> {
    const items = await this.table.queryUp({ partition: WEBHOOKS, from: 'HOOK#', to: 'HOOK#~' });
    return readable(items, rowOf, this.telemetry);
  }

  async recent(): Promise<readonly WebhookRow[]> {
    const now = this.clock.now();
    const left = (this.known?.until ?? 0) - now;
    // A clock that was set back would otherwise keep the list for as long.
    if (this.known && left > 0 && left <= this.kept) return await this.known.rows;
    const known = { rows: this.list(), until: now + this.kept };
    this.known = known;
    try {
      return await known.rows;
    } catch (error) {
      if (this.known === known) this.known = undefined;
      throw error;
    }
  }

  async save(row: WebhookRow, record?: AuditRecord): Promise<boolean> {
    const { created_at, version } = row;
    const document = { ...documentOf(Formats.webhook, row), ...auditOf(record) };
    const item = { ...Key.webhook(row.id), version, created_at, ...document };
    const saved = await this.table.put(
      item,
      version === 1
        ? { expression: 'attribute_not_exists(#pk)', names: { '#pk': Table.partitionKey } }
        : {
            // One that was deleted and set anew may have the version of the one before.
            expression: '#version = :before AND #created = :created',
            names: { '#version': 'version', '#created': 'created_at' },
            values: { ':before': version - 1, ':created': created_at },
          },
    );
    this.known = undefined;
    return saved;
  }

  async remove(id: string): Promise<boolean> {
    const names = { '#pk': Table.partitionKey };
    const removed = await this.table.delete(Key.webhook(id), { expression: 'attribute_exists(#pk)', names });
    this.known = undefined;
    return removed;
  }
}

function rowOf(item: Record<string, unknown>): WebhookRow {
  return documentIn(Formats.webhook, item);
}
