import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Table } from '../../adapters/aws/table.ts';

/** An item as DynamoDB has it. */
export type Item = Record<string, AttributeValue>;

/** The text of a key attribute, if the item has it. */
export const textOf = (item: Item | undefined, name: string): string | undefined => {
  const value = item?.[name];
  return value?.S ?? value?.N;
};

/** The entry of an item in an index: the partition and the sort key, if it is in the index. */
export function entryOf(item: Item | undefined, index: { partitionKey: string; sortKey: string }) {
  const partition = textOf(item, index.partitionKey);
  const sort = textOf(item, index.sortKey);
  return partition === undefined || sort === undefined ? undefined : { partition, sort };
}

/**
 * What a write takes of each key, in write units: of the item's own one a KB of the larger version, of an index's, whose entries
 * hold little, one for each entry that goes and one for each that comes or has another value beside its keys (DynamoDB Developer Guide, "Using Global Secondary
 * Indexes", provisioned throughput considerations).
 */
export function writeUnits(before: Item | undefined, after: Item | undefined): Map<string, number> {
  const units = new Map<string, number>();
  const take = (key: string, count: number) => units.set(key, (units.get(key) ?? 0) + count);
  const bytes = Math.max(sizeOf(before), sizeOf(after));
  take(textOf(after ?? before, Table.partitionKey) ?? '', Math.max(1, Math.ceil(bytes / 1024)));
  for (const index of Object.values(Table.indexes)) {
    const [old, fresh] = [entryOf(before, index), entryOf(after, index)];
    if (old?.partition === fresh?.partition && old?.sort === fresh?.sort) {
      const isSame = index.with.every((name) => textOf(before, name) === textOf(after, name));
      if (fresh && !isSame) take(`${index.name} ${fresh.partition}`, 1);
      continue;
    }
    if (old) take(`${index.name} ${old.partition}`, 1);
    if (fresh) take(`${index.name} ${fresh.partition}`, 1);
  }
  return units;
}

function sizeOf(item: Item | undefined): number {
  let bytes = 0;
  for (const name in item) bytes += name.length + (textOf(item, name)?.length ?? 0);
  return bytes;
}

/** How many of the hottest keys are told. */
const HOTTEST = 5;

/** What a key has left, and took: in the second of its last write, and in the second in which it took the most. */
interface Use {
  left: number;
  at: number;
  second: number;
  used: number;
  most: number;
}

/** The write units that each key has left: they come back at a steady rate a second, and at most those of one second can be used at once. */
export class Meter {
  private readonly perSecond: number;
  private readonly now: () => number;
  private readonly keys = new Map<string, Use>();

  constructor(perSecond: number, now: () => number) {
    this.perSecond = perSecond;
    this.now = now;
  }

  /** Takes the units if every key has them; false, and nothing is taken, if not. */
  take(units: ReadonlyMap<string, number>): boolean {
    const wanted = [...units].map(([key, count]) => ({ key: this.filled(key), count }));
    if (wanted.some(({ key, count }) => key.left < count)) return false;
    const second = Math.floor(this.now() / 1000);
    for (const { key, count } of wanted) {
      key.left -= count;
      key.used = key.second === second ? key.used + count : count;
      key.second = second;
      key.most = Math.max(key.most, key.used);
    }
    return true;
  }

  /** The keys that took the most in one second, and how much. */
  get hottest(): Record<string, number> {
    const keys = [...this.keys].sort(([, a], [, b]) => b.most - a.most).slice(0, HOTTEST);
    return Object.fromEntries(keys.map(([name, { most }]) => [name, most]));
  }

  private filled(name: string): Use {
    const now = this.now();
    const key = this.keys.get(name) ?? { left: this.perSecond, at: now, second: 0, used: 0, most: 0 };
    this.keys.set(name, key);
    key.left = Math.min(this.perSecond, key.left + ((now - key.at) / 1000) * this.perSecond);
    key.at = now;
    return key;
  }
}
