import type { Format } from '../../core/formats/format.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import { scopeKey } from '../../core/jobs/scope.ts';
import {
  type HourChanges,
  type HourOf,
  type HourTally,
  type Reading,
  type Recount,
  type StatsStore,
  type Stretch,
  type Tally,
  ToldMax,
  type Total,
} from '../../core/ports/stats-store.ts';
import { highest } from '../../core/stats/tally.ts';
import { StatsKey } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Attribute, attributesIn, documentIn, documentOf, Formats } from './formats.ts';
import { Table } from './table.ts';

/** Of attributes that hold a count, and of those that say how far a shard is counted. */
const COUNT = 'n.';
const REACHED = 's.';

/** What was counted again, as JSON, and by which pass. */
const [RAISED, STAMP] = ['r', 'rs'];

/** Sums of hours and totals in DynamoDB, one small item each. */
export class DynamoStatsStore implements StatsStore {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  async count(
    { scope, hour, shard, first, last }: Stretch,
    tally: Tally,
    changed: readonly string[] = [],
  ): Promise<string | undefined> {
    const key = keysOf(scope, StatsKey.hour(hour));
    const counts = Object.entries(tally);
    const told = telling(changed);
    const counted = await this.table.update(key, {
      update: `SET #reached = :last, #format = :format${told.set}${counts.length > 0 ? ' ADD ' : ''}${counts.map((_, i) => `#n${i} :n${i}`).join(', ')}`,
      condition:
        '(attribute_not_exists(#format) OR #format <= :format) AND (attribute_not_exists(#reached) OR #reached < :first)',
      names: {
        '#format': Attribute.format,
        '#reached': `${REACHED}${shard}`,
        ...told.names,
        ...Object.fromEntries(counts.map(([name], i) => [`#n${i}`, `${COUNT}${name}`])),
      },
      values: {
        ':format': Formats.hour.version,
        ':first': first,
        ':last': last,
        ...told.values,
        ...Object.fromEntries(counts.map(([, count], i) => [`:n${i}`, count])),
      },
    });
    if (counted) return undefined;
    // Counted already, wholly or in part; also by this very call, when its answer was lost.
    const standing = attributesIn(Formats.hour, (await this.table.get(key)) ?? {});
    return String(standing[`${REACHED}${shard}`]);
  }

  async changes(hours: readonly HourOf[]): Promise<HourChanges[]> {
    const keys = hours.map(({ scope, hour }) => keysOf(scope, StatsKey.hour(hour)));
    const found = await this.table.getMany(keys, false);
    const items = new Map(found.map((item) => [placeOf(item), item]));
    return keys.map((key) => {
      const item = items.get(placeOf(key));
      return changesIn(item ? attributesIn(Formats.hour, item) : {});
    });
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

  async raise(scope: Scope, hour: number, tally: Tally, stamp: number): Promise<void> {
    await this.table.update(keysOf(scope, StatsKey.hour(hour)), {
      update: 'SET #raised = :tally, #stamp = :stamp, #format = :format',
      condition:
        '(attribute_not_exists(#format) OR #format <= :format) AND (attribute_not_exists(#stamp) OR #stamp <= :stamp)',
      names: { '#raised': RAISED, '#stamp': STAMP, '#format': Attribute.format },
      values: { ':tally': JSON.stringify(tally), ':stamp': stamp, ':format': Formats.hour.version },
    });
  }

  async total(scope: Scope): Promise<Total | null> {
    return await this.document(keysOf(scope, StatsKey.total), Formats.total);
  }

  async putTotal(scope: Scope, total: Total): Promise<boolean> {
    return await this.putDocument(keysOf(scope, StatsKey.total), Formats.total, total);
  }

  async recount(scope: Scope): Promise<Recount | null> {
    return await this.document(keysOf(scope, StatsKey.recount), Formats.recount);
  }

  async putRecount(scope: Scope, recount: Recount): Promise<boolean> {
    return await this.putDocument(keysOf(scope, StatsKey.recount), Formats.recount, recount);
  }

  async reading(): Promise<Reading | null> {
    return await this.document(StatsKey.reading, Formats.reading);
  }

  async putReading(reading: Reading): Promise<boolean> {
    return await this.putDocument(StatsKey.reading, Formats.reading, reading);
  }

  async pulse(at: number): Promise<void> {
    await this.table.put({ ...StatsKey.pulse, at });
  }

  private async document<T extends object>(
    key: Record<string, unknown>,
    format: Format<T>,
  ): Promise<T | null> {
    const item = await this.table.get(key);
    return item ? documentIn(format, item) : null;
  }

  /** Writes a document on condition of the version before; the first one where there is none. */
  private async putDocument<T extends { version: number }>(
    key: Record<string, unknown>,
    format: Format<T>,
    value: T,
  ): Promise<boolean> {
    const { version } = value;
    return await this.table.put(
      { ...key, version, ...documentOf(format, value) },
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
  const tally = Object.fromEntries(counts.map(([name, count]) => [name.slice(COUNT.length), Number(count)]));
  return highest(tally, JSON.parse(String(item[RAISED] ?? '{}')));
}

const placeOf = (item: Record<string, unknown>) => `${item[Table.partitionKey]} ${item[Table.sortKey]}`;

/** Of attributes that say which jobs changed: how many updates told something, and what the latest did. */
const TOLD = 'w';
/** What an update tells that tells too much to be kept. */
const MANY = '*';
const LATEST = Array.from({ length: ToldMax.updates }, (_, i) => i);

/** What an update says of the jobs that changed: what the ones before it said moves on by one place. */
function telling(changed: readonly string[]) {
  if (changed.length === 0) return { set: '', names: {}, values: {} };
  const ends = [...new Set(changed)];
  const later = LATEST.slice(1).map((i) => `#w${i} = if_not_exists(#w${i - 1}, :many)`);
  return {
    set: `, ${[...later, '#w0 = :ends', '#w = if_not_exists(#w, :none) + :one'].join(', ')}`,
    names: { '#w': TOLD, ...Object.fromEntries(LATEST.map((i) => [`#w${i}`, `${TOLD}${i}`])) },
    values: {
      ':ends': ends.length > ToldMax.jobs ? MANY : ends.join(''),
      ':many': MANY,
      ':none': 0,
      ':one': 1,
    },
  };
}

function changesIn(item: Record<string, unknown>): HourChanges {
  const count = Number(item[TOLD] ?? 0);
  const latest = LATEST.slice(0, count).map((i) => endsIn(String(item[`${TOLD}${i}`] ?? MANY)));
  return { count, latest, tally: tallyIn(item) };
}

const endsIn = (text: string): string[] | undefined =>
  text === MANY ? undefined : (text.match(/.{1,5}/g) ?? []);
