import type { Format } from '../../core/formats/format.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import { scopeKey } from '../../core/jobs/scope.ts';
import type {
  HourTally,
  LateHour,
  StatsEntry,
  StatsEntryKey,
  StatsStore,
  Tally,
  Total,
} from '../../core/ports/stats-store.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import { entryItem, Key, momentKey, StatsKey } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import {
  attributesIn,
  attributesOf,
  documentIn,
  documentOf,
  Formats,
  outranks,
  readable,
} from './formats.ts';
import { Table } from './table.ts';

/** Entries, hours, totals and marks in DynamoDB, one small item each; the entries of an hour are one partition. */
export class DynamoStatsStore implements StatsStore {
  private readonly table: DynamoTable;
  private readonly telemetry: Telemetry;

  /** @param telemetry is told of marks that are passed over */
  constructor(table: DynamoTable, telemetry: Telemetry = () => undefined) {
    this.table = table;
    this.telemetry = telemetry;
  }

  async put(entry: StatsEntry): Promise<void> {
    const written = await this.table.put(entryItem(entry), outranks(Formats.entry, entry.rank));
    // What outranks it stands there, or what only a newer release can replace: that is a fault.
    if (!written) await this.find(entry);
  }

  async remove(place: StatsEntryKey): Promise<void> {
    await this.table.delete(Key.entry(place));
  }

  async find(place: StatsEntryKey): Promise<Tally | null> {
    const item = await this.table.get(Key.entry(place));
    return item ? tallyIn(item) : null;
  }

  async entries(scope: Scope, hour: number, from: number, to: number): Promise<Tally[]> {
    if (to <= from) return [];
    const items = await this.table.queryUp({
      partition: StatsKey.entries(scopeKey(scope), hour),
      from: momentKey(from),
      to: momentKey(to),
    });
    return items.map(tallyIn);
  }

  async hours(scope: Scope, from: number, to: number): Promise<HourTally[]> {
    if (to < from) return [];
    const items = await this.table.queryUp({
      partition: StatsKey.scope(scopeKey(scope)),
      from: StatsKey.hour(from),
      to: StatsKey.hour(to),
    });
    return items.map((item) => documentIn(Formats.hour, item));
  }

  async putHour(scope: Scope, sum: HourTally): Promise<boolean> {
    return await this.replace(scopeKey(scope), StatsKey.hour(sum.hour), Formats.hour, sum);
  }

  async total(scope: Scope): Promise<Total | null> {
    const item = await this.table.get(keysOf(StatsKey.scope(scopeKey(scope)), StatsKey.total));
    return item ? documentIn(Formats.total, item) : null;
  }

  async putTotal(scope: Scope, total: Total): Promise<boolean> {
    return await this.replace(scopeKey(scope), StatsKey.total, Formats.total, total);
  }

  async markLate(late: LateHour): Promise<void> {
    await this.table.put({ ...lateKey(late), ...attributesOf(Formats.late, late) });
  }

  async lateHours(): Promise<LateHour[]> {
    const items = await this.table.queryUp({ partition: StatsKey.late, from: '!', to: '~' });
    return readable(items, (item) => attributesIn(Formats.late, item), this.telemetry);
  }

  async unmark(late: LateHour): Promise<void> {
    await this.table.delete(lateKey(late), {
      expression: '#at = :at',
      names: { '#at': 'at' },
      values: { ':at': late.at },
    });
  }

  private async replace<T extends { version: number }>(
    scope: string,
    sortKey: string,
    format: Format<T>,
    sum: T,
  ): Promise<boolean> {
    return await this.table.put(
      { ...keysOf(StatsKey.scope(scope), sortKey), version: sum.version, ...documentOf(format, sum) },
      sum.version === 1
        ? { expression: 'attribute_not_exists(#pk)', names: { '#pk': Table.partitionKey } }
        : {
            expression: '#version = :before',
            names: { '#version': 'version' },
            values: { ':before': sum.version - 1 },
          },
    );
  }
}

const keysOf = (partition: string, sort: string) => ({
  [Table.partitionKey]: partition,
  [Table.sortKey]: sort,
});

const lateKey = ({ scope, hour }: LateHour) => keysOf(StatsKey.late, `${scopeKey(scope)}#${hour}`);

const tallyIn = (item: Record<string, unknown>): Tally => documentIn(Formats.entry, item);
