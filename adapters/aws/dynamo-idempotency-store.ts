import { createHash } from 'node:crypto';
import type { Scope } from '../../core/jobs/scope.ts';
import type { IdempotencyStore, Reservation } from '../../core/ports/job-store.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Table } from './table.ts';

/** Idempotency keys in DynamoDB; TTL removes them late, so their own expiry decides. */
export class DynamoIdempotencyStore implements IdempotencyStore {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  async reserve(
    scope: Scope,
    key: string,
    mine: Reservation,
    now: number,
    expires: number,
  ): Promise<Reservation> {
    const place = placeOf(scope, key);
    const item = { ...place, ...mine, until: expires, [Table.ttl]: Math.ceil(expires / 1000) };
    const free = {
      expression: 'attribute_not_exists(#pk) OR #until <= :now',
      names: { '#pk': Table.partitionKey, '#until': 'until' },
      values: { ':now': now },
    };
    if (await this.table.put(item, free)) return mine;
    const holder = await this.table.get(place);
    if (!holder) return await this.reserve(scope, key, mine, now, expires);
    return { job_id: String(holder['job_id']), digest: String(holder['digest']) };
  }

  async find(scope: Scope, key: string, now: number): Promise<Reservation | null> {
    const holder = await this.table.get(placeOf(scope, key));
    if (!holder || Number(holder['until']) <= now) return null;
    return { job_id: String(holder['job_id']), digest: String(holder['digest']) };
  }
}

function placeOf(scope: Scope, key: string) {
  return Key.idempotency(scope, createHash('sha256').update(key).digest('base64url'));
}
