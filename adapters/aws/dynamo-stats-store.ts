import { ownerKey } from '../../core/jobs/owner-key.ts';
import type { Owner } from '../../core/ports/job-store.ts';
import type { HourTally, LateHour, StatsStore, Total } from '../../core/ports/stats-store.ts';
import type { Note, Place } from '../../core/stats/note.ts';
import type { Tally } from '../../core/stats/tally.ts';
import { Key, momentKey, noteItem, StatsKey } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Table } from './table.ts';

/** Notes, hours, totals and marks in DynamoDB, one small item each; the notes of an hour are one partition. */
export class DynamoStatsStore implements StatsStore {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  async note(note: Note): Promise<void> {
    await this.table.put(noteItem(note), {
      expression: 'attribute_not_exists(#rank) OR #rank <= :rank',
      names: { '#rank': 'rank' },
      values: { ':rank': note.rank },
    });
  }

  async strike(place: Place): Promise<void> {
    await this.table.delete(Key.note(place));
  }

  async find(place: Place): Promise<Tally | null> {
    const item = await this.table.get(Key.note(place));
    return item ? tallyIn(item) : null;
  }

  async notes(owner: Owner, hour: number, from: number, to: number): Promise<Tally[]> {
    if (to <= from) return [];
    const items = await this.table.queryUp({
      partition: StatsKey.notes(ownerKey(owner), hour),
      from: momentKey(from),
      to: momentKey(to),
    });
    return items.map(tallyIn);
  }

  async hours(owner: Owner, from: number, to: number): Promise<HourTally[]> {
    if (to < from) return [];
    const items = await this.table.queryUp({
      partition: StatsKey.owner(ownerKey(owner)),
      from: StatsKey.hour(from),
      to: StatsKey.hour(to),
    });
    return items.map((item) => JSON.parse(String(item['sum'])));
  }

  async putHour(owner: Owner, sum: HourTally): Promise<boolean> {
    return await this.replace(ownerKey(owner), StatsKey.hour(sum.hour), sum);
  }

  async total(owner: Owner): Promise<Total | null> {
    const item = await this.table.get(keysOf(StatsKey.owner(ownerKey(owner)), StatsKey.total));
    return item ? JSON.parse(String(item['sum'])) : null;
  }

  async putTotal(owner: Owner, total: Total): Promise<boolean> {
    return await this.replace(ownerKey(owner), StatsKey.total, total);
  }

  async markLate(late: LateHour): Promise<void> {
    await this.table.put({ ...lateKey(late), owner_name: late.owner, hour: late.hour, at: late.at });
  }

  async lateHours(): Promise<LateHour[]> {
    const items = await this.table.queryUp({ partition: StatsKey.late, from: '!', to: '~' });
    return items.map(({ owner_name, hour, at }) => ({
      owner: owner_name as Owner,
      hour: Number(hour),
      at: Number(at),
    }));
  }

  async unmark(late: LateHour): Promise<void> {
    await this.table.delete(lateKey(late), {
      expression: '#at = :at',
      names: { '#at': 'at' },
      values: { ':at': late.at },
    });
  }

  private async replace(owner: string, sortKey: string, sum: { version: number }): Promise<boolean> {
    return await this.table.put(
      { ...keysOf(StatsKey.owner(owner), sortKey), version: sum.version, sum: JSON.stringify(sum) },
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

const lateKey = ({ owner, hour }: LateHour) => keysOf(StatsKey.late, `${ownerKey(owner)}#${hour}`);

const tallyIn = (item: Record<string, unknown>): Tally => JSON.parse(String(item['tally']));
