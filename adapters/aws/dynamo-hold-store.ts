import type { Hold } from '../../contract/hold.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import { type HoldStore, holdKey } from '../../core/ports/hold-store.ts';
import type { Clock } from '../../core/time/clock.ts';
import { DAY } from '../../core/time/units.ts';
import { HOLDS, Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { auditOf, documentIn, documentOf, Formats } from './formats.ts';
import { Table } from './table.ts';

/** How long a list of holds is good for, ms. */
const FRESH_MS = 1000;

/** How long it is still gone by while the table refuses to be read, ms; nothing is claimed beyond that. */
const STALE_MS = 10_000;

/** At most read, far more scopes than a config that fits into a function has. */
const HOLDS_MAX = 10_000;

/** How long a hold stays after its end, ms. */
const KEPT_MS = DAY;

/** Holds as a process read them last. */
export class RecentHolds {
  private readonly table: DynamoTable;
  private readonly clock: Clock;
  private known: readonly Hold[] = [];
  private knownAt = Number.NEGATIVE_INFINITY;
  private askedAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<readonly Hold[]> = Promise.resolve([]);

  constructor(table: DynamoTable, clock: Clock) {
    this.table = table;
    this.clock = clock;
  }

  current(): Promise<readonly Hold[]> {
    const now = this.clock.now();
    if (now - this.askedAt < FRESH_MS) return this.reading;
    this.askedAt = now;
    this.reading = this.read(now);
    return this.reading;
  }

  /** Has them read again, as this process has changed one. */
  forget(): void {
    this.askedAt = Number.NEGATIVE_INFINITY;
  }

  private async read(now: number): Promise<readonly Hold[]> {
    try {
      this.known = await listHolds(this.table);
      this.knownAt = now;
    } catch (error) {
      if (now - this.knownAt < STALE_MS) return this.known;
      this.forget();
      throw error;
    }
    return this.known;
  }
}

/** Holds in one partition, an item each, which its TTL deletes. */
export class DynamoHoldStore implements HoldStore {
  private readonly table: DynamoTable;
  private readonly recent: RecentHolds;

  constructor(table: DynamoTable, recent: RecentHolds) {
    this.table = table;
    this.recent = recent;
  }

  current(): Promise<readonly Hold[]> {
    return this.recent.current();
  }

  list(): Promise<Hold[]> {
    return listHolds(this.table);
  }

  async put(hold: Hold, record?: AuditRecord): Promise<void> {
    await this.table.put(itemOf(hold, record));
    this.recent.forget();
  }

  async open(hold: Hold, record?: AuditRecord): Promise<boolean> {
    const key = holdKey(hold);
    if ((await this.recent.current()).some((known) => holdKey(known) === key)) return false;
    const isNew = await this.table.put(itemOf(hold, record), {
      expression: 'attribute_not_exists(#pk)',
      names: { '#pk': Table.partitionKey },
    });
    this.recent.forget();
    return isNew;
  }
}

function itemOf(hold: Hold, record?: AuditRecord): Record<string, unknown> {
  const expires = hold.until === undefined ? {} : { [Table.ttl]: Math.ceil((hold.until + KEPT_MS) / 1000) };
  return { ...Key.hold(holdKey(hold)), ...documentOf(Formats.hold, hold), ...auditOf(record), ...expires };
}

async function listHolds(table: DynamoTable): Promise<Hold[]> {
  const items = await table.queryDown({
    expression: '#pk = :holds',
    names: { '#pk': Table.partitionKey },
    values: { ':holds': HOLDS },
    limit: HOLDS_MAX,
    consistent: true,
  });
  return items.map((item) => documentIn(Formats.hold, item));
}
