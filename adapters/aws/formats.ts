import type { Hold } from '../../contract/hold.ts';
import type { Execution } from '../../contract/job.ts';
import type { WrongRun } from '../../contract/run.ts';
import { Format } from '../../core/formats/format.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { Payload } from '../../core/jobs/payload.ts';
import type { Bulk } from '../../core/ports/bulk-store.ts';
import type { Reservation } from '../../core/ports/job-store.ts';
import type { AppliedSet, NameHolder } from '../../core/ports/name-store.ts';
import type { Reading, Recount, Total } from '../../core/ports/stats-store.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { WebhookRow } from '../../core/ports/webhooks.ts';
import { HISTORY, ROW } from './row-format.ts';
import { SCHEDULE } from './schedule-shape.ts';
import { Table } from './table.ts';

type Item = Record<string, unknown>;

/** Every kind of document that the table keeps, each with its format (decision 54). */
export const Formats = {
  row: ROW,
  execution: HISTORY as Format<Execution>,
  payload: new Format<Payload>('payload'),
  progress: new Format<Record<string, unknown>>('progress of a run'),
  name: new Format<NameHolder>('name of a schedule'),
  applied: new Format<AppliedSet>('set of schedules', {
    defaults: { open: false, fences: false, names: [] },
  }),
  bulk: new Format<Bulk>('bulk operation', { defaults: { count: 0, failed: 0, dry_run: false } }),
  hold: new Format<Hold>('hold'),
  audit: new Format<AuditRecord>('entry of the audit trail', { inner: { restore: SCHEDULE } }),
  wrongRun: new Format<WrongRun>('execution that went wrong'),
  webhook: new Format<WebhookRow>('webhook', {
    defaults: { enabled: true, limited_until: 0, updated_at: ({ created_at }) => created_at },
  }),
  key: new Format<Reservation>('idempotency key'),
  hour: new Format<Item>('hour of the statistics'),
  total: new Format<Total>('total of the statistics'),
  recount: new Format<Recount>('recount of the statistics'),
  reading: new Format<Reading>('reading of the stream'),
};

/** The attributes with the version of an item's format, with its document, and with what the audit trail tells of the write. */
export const Attribute = { format: 'v', document: 'doc', audit: 'audit' } as const;

/** A value as attributes of an item: the version of its format, and all that is known of it as one JSON text. */
export function documentOf<T extends object>(format: Format<T>, value: T): Item {
  return { [Attribute.format]: format.version, [Attribute.document]: JSON.stringify(format.pack(value)) };
}

/** The value of an item that {@link documentOf} made attributes of. @throws NewerFormat for one that a newer release wrote */
export function documentIn<T extends object>(format: Format<T>, item: Item, more: Item = {}): T {
  const { [Attribute.format]: version, [Attribute.document]: document } = item;
  return format.unpack(version, { ...JSON.parse(String(document)), ...more });
}

/** What the audit trail tells of a write, as a part of the item that is written: both are there or none. */
export function auditOf(record: AuditRecord | undefined): Item {
  return record ? { [Attribute.audit]: Formats.audit.send(record) } : {};
}

/** What {@link auditOf} made a part of an item. @throws NewerFormat for one that a newer release wrote */
export function auditIn(item: Item): AuditRecord | undefined {
  const text = item[Attribute.audit];
  return text === undefined ? undefined : Formats.audit.receive(String(text));
}

/** A value whose fields are attributes of their own, as conditions ask for them. */
export function attributesOf<T extends object>(format: Format<T>, value: T): Item {
  return { [Attribute.format]: format.version, ...format.pack(value) };
}

/** The value of an item that {@link attributesOf} made attributes of. @throws NewerFormat for one that a newer release wrote */
export function attributesIn<T extends object>(format: Format<T>, item: Item): T {
  const {
    [Table.partitionKey]: _pk,
    [Table.sortKey]: _sk,
    [Table.ttl]: _expires,
    [Attribute.format]: version,
    ...fields
  } = item;
  return format.unpack(version, fields);
}

/** The values of the items that can be read: what cannot, as that of a newer release, is told and does not hold up the others. */
export function readable<T>(items: readonly Item[], read: (item: Item) => T, telemetry: Telemetry): T[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (error) {
      telemetry({
        type: 'unreadable',
        document: `${item[Table.partitionKey]} ${item[Table.sortKey]}`,
        error,
      });
      return [];
    }
  });
}

/** The condition of an item with a rank: nothing stands there, or what has no higher rank and no later format. */
export function outranks({ version }: { version: number }, rank: number) {
  return {
    expression: 'attribute_not_exists(#rank) OR #rank <= :rank AND #format <= :format',
    names: { '#rank': 'rank', '#format': Attribute.format },
    values: { ':rank': rank, ':format': version },
  };
}
