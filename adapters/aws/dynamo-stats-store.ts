import type { Scope } from '../../core/jobs/scope.ts';
import { scopeKey } from '../../core/jobs/scope.ts';
import type { HourTally, StatsStore, Stretch, Tally, Total } from '../../core/ports/stats-store.ts';
import { StatsKey } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Attribute, attributesIn, documentIn, documentOf, Formats } from './formats.ts';
import { Table } from './table.ts';

/** Of attributes that hold a count, and of those that say how far a shard is counted. */
const COUNT = 'n.';
const REACHED = 's.';

/** Sums of hours and totals in DynamoDB, one small item each. */
export class DynamoStatsStore implements StatsStore {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  async count({ scope, hour, shard, first, last }: Stretch, tally: Tally): Promise<string | undefined> {
    const key = keysOf(scope, StatsKey.hour(hour));
    const counts = Object.entries(tally);
    const counted = await this.table.update(key, {
      update: `SET #reached = :last, #format = :format ADD ${counts.map((_, i) => `#n${i} :n${i}`).join(', ')}`,
      condition:
        '(attribute_not_exists(#format) OR #format <= :format) AND (attribute_not_exists(#reached) OR #reached < :first)',
      names: {
        '#format': Attribute.format,
        '#reached': `${REACHED}${shard}`,
        ...Object.fromEntries(counts.map(([name], i) => [`#n${i}`, `${COUNT}${name}`])),
      },
      values: {
        ':format': Formats.hour.version,
        ':first': first,
        ':last': last,
        ...Object.fromEntries(counts.map(([, count], i) => [`:n${i}`, count])),
      },
    });
    if (counted) return undefined;
    // Counted already, wholly or in part; also by this very call, when its answer was lost.
    const standing = attributesIn(Formats.hour, (await this.table.get(key)) ?? {});
    return String(standing[`${REACHED}${shard}`]);
  }

  async hours(scope: Scope, from: number, to: number): Promise<HourTally[]> {
    if (to < from) return [];
    const items = await this.table.queryUp({
      partition: StatsKey.scope(scopeKey(scope)),
      from: StatsKey.hour(from),
      to: StatsKey.hour(to),
    });
    return items.map((item) => ({
      hour: StatsKey.hourIn(String(item[Table.sortKey])),
      tally: tallyIn(attributesIn(Formats.hour, item)),
    }));
  }

  async total(scope: Scope): Promise<Total | null> {
    const item = await this.table.get(keysOf(scope, StatsKey.total));
    return item ? documentIn(Formats.total, item) : null;
  }

  async putTotal(scope: Scope, total: Total): Promise<boolean> {
    const { version } = total;
    return await this.table.put(
      { ...keysOf(scope, StatsKey.total), version, ...documentOf(Formats.total, total) },
      version === 1
        ? { expression: 'attribute_not_exists(#pk)', names: { '#pk': Table.partitionKey } }
        : {
            expression: '#version = :before',
            names: { '#version': 'version' },
            values: { ':before': version - 1 },
          },
    );
  }
}

const keysOf = (scope: Scope, sort: string) => ({
  [Table.partitionKey]: StatsKey.scope(scopeKey(scope)),
  [Table.sortKey]: sort,
});

function tallyIn(item: Record<string, unknown>): Tally {
  const counts = Object.entries(item).filter(([name, count]) => name.startsWith(COUNT) && count !== 0);
  return Object.fromEntries(counts.map(([name, count]) => [name.slice(COUNT.length), Number(count)]));
}
