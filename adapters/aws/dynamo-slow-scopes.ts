import type { SlowScopes } from '../../core/ports/queues.ts';
import type { Clock } from '../../core/time/clock.ts';
import { Key, SLOW } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Table } from './table.ts';

/** How long a list of slow scopes is good for, ms: so long one that was marked elsewhere may still be in the main lane. */
const FRESH_MS = 1000;

/** At most read, far more scopes and targets than a config that fits into a function names. */
const OWNERS_MAX = 10_000;

/** Slow scopes and targets in one partition, an item each; an expired one is deleted by its TTL and counts for nothing before. */
export class DynamoSlowScopes implements SlowScopes {
  private readonly table: DynamoTable;
  private readonly clock: Clock;
  private known = new Map<string, number>();
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> = Promise.resolve();

  constructor(table: DynamoTable, clock: Clock) {
    this.table = table;
    this.clock = clock;
  }

  async mark(key: string, until: number): Promise<void> {
    this.known.set(key, until);
    await this.table.put({ ...Key.slow(key), until, [Table.ttl]: Math.ceil(until / 1000) });
  }

  refresh(): Promise<void> {
    const now = this.clock.now();
    if (now - this.readAt < FRESH_MS) return this.reading;
    this.readAt = now;
    this.reading = this.read().catch(() => undefined);
    return this.reading;
  }

  until(key: string): number {
    return this.known.get(key) ?? 0;
  }

  private async read(): Promise<void> {
    const items = await this.table.queryDown({
      expression: '#pk = :slow',
      names: { '#pk': Table.partitionKey },
      values: { ':slow': SLOW },
      limit: OWNERS_MAX,
    });
    this.known = new Map(items.map((item) => [String(item[Table.sortKey]), Number(item['until'])]));
  }
}
