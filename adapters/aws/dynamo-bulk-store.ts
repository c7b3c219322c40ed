import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { Bulk, BulkStore } from '../../core/ports/bulk-store.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { auditOf, documentIn, documentOf, Formats } from './formats.ts';
import { Table } from './table.ts';

/** How long progress can be asked for, s. */
const KEPT = 7 * 86_400;

/** Bulk operations in DynamoDB, one item each. */
export class DynamoBulkStore implements BulkStore {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  async create(bulk: Bulk, record?: AuditRecord): Promise<void> {
    await this.table.put({ ...bulkItem(bulk), ...auditOf(record) });
  }

  async get(id: string): Promise<Bulk | null> {
    const item = await this.table.get(Key.bulk(id));
    return item ? documentIn(Formats.bulk, item) : null;
  }

  async save(bulk: Bulk): Promise<boolean> {
    return await this.table.put(bulkItem(bulk), {
      expression: '#version = :before',
      names: { '#version': 'version' },
      values: { ':before': bulk.version - 1 },
    });
  }
}

/** A bulk operation as an item. */
function bulkItem(bulk: Bulk) {
  return {
    ...Key.bulk(bulk.id),
    version: bulk.version,
    ...documentOf(Formats.bulk, bulk),
    [Table.ttl]: Math.ceil(bulk.created_at / 1000) + KEPT,
  };
}
