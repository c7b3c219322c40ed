import { createHash } from 'node:crypto';
import type { Scope } from '../../core/jobs/scope.ts';
import type { IdempotencyStore, Reservation } from '../../core/ports/job-store.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { documentIn, documentOf, Formats } from './formats.ts';
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
    const item = reservationItem(scope, key, mine, expires);
    const free = {
      expression: 'attribute_not_exists(#pk) OR #until <= :now',
      names: { '#pk': Table.partitionKey, '#until': 'until' },
      values: { ':now': now },
    };
    if (await this.table.put(item, free)) return mine;
    const holder = await this.table.get(placeOf(scope, key));
    if (!holder) return await this.reserve(scope, key, mine, now, expires);
    return documentIn(Formats.key, holder);
  }

  async find(scope: Scope, key: string, now: number): Promise<Reservation | null> {
    const holder = await this.table.get(placeOf(scope, key));
    if (!holder || Number(holder['until']) <= now) return null;
    return documentIn(Formats.key, holder);
  }
}

/** A claim on an idempotency key as an item. @param expires Unix ms */
function reservationItem(scope: Scope, key: string, claim: Reservation, expires: number) {
  return {
    ...placeOf(scope, key),
    ...documentOf(Formats.key, claim),
    until: expires,
    [Table.ttl]: Math.ceil(expires / 1000),
  };
}

function placeOf(scope: Scope, key: string) {
  return Key.idempotency(scope, createHash('sha256').update(key).digest('base64url'));
}
