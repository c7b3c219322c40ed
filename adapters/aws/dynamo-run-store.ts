import type { WrongRun } from '../../contract/run.ts';
import { placeKey, type RunQuery, type RunStore } from '../../core/ports/run-store.ts';
import type { Clock } from '../../core/time/clock.ts';
import { momentKey, wrongPartition } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { documentIn, documentOf, Formats } from './formats.ts';
import { shardKey, shardKeys } from './job-partitions.ts';
import { Table } from './table.ts';

/** Beyond all keys that begin with a moment. */
const BEYOND = '~';

/** What went wrong in DynamoDB, an item each, in as many partitions of a scope as its jobs are in: one job's are in one. */
export class DynamoRunStore implements RunStore {
  private readonly table: DynamoTable;
  private readonly clock: Clock;
  private readonly retention: number;
  private readonly shards: number;

  /** @param retention ms that each is kept after it went wrong @param shards of the jobs of each product and env, see `shardKey` */
  constructor(table: DynamoTable, clock: Clock, retention: number, shards: number) {
    this.table = table;
    this.clock = clock;
    this.retention = retention;
    this.shards = shards;
  }

  async put(runs: readonly WrongRun[]): Promise<void> {
    const now = this.clock.now();
    const kept = runs.filter(({ at }) => at + this.retention > now);
    const items = new Map(
      kept.map((run) => [
        placeKey(run),
        {
          [Table.partitionKey]: wrongPartition(shardKey(run, run.job_id, this.shards)),
          [Table.sortKey]: placeKey(run),
          ...documentOf(Formats.wrongRun, run),
          [Table.ttl]: Math.ceil((run.at + this.retention) / 1000),
        },
      ]),
    );
    await this.table.putMany([...items.values()]);
  }

  async list({ scopes, after, from = 0, to, limit }: RunQuery): Promise<WrongRun[]> {
    const below = after && placeKey(after);
    const until = to === undefined ? BEYOND : `${momentKey(to)}${BEYOND}`;
    const upper = below !== undefined && below < until ? below : until;
    if (upper < momentKey(from)) return [];
    const now = this.clock.now() / 1000;
    const found = await Promise.all(
      scopes
        .flatMap((scope) => shardKeys(scope, this.shards))
        .map((shard) =>
          this.table.queryDown({
            expression: '#pk = :pk AND #sk BETWEEN :from AND :to',
            names: { '#pk': Table.partitionKey, '#sk': Table.sortKey },
            values: { ':pk': wrongPartition(shard), ':from': momentKey(from), ':to': upper },
            // The one that the page before ended with is read too.
            limit: limit + (below === undefined ? 0 : 1),
          }),
        ),
    );
    const items = found
      .flat()
      .filter((item) => item[Table.sortKey] !== below && Number(item[Table.ttl]) > now);
    const newest = items.sort((a, b) => (String(a[Table.sortKey]) < String(b[Table.sortKey]) ? 1 : -1));
    return newest.slice(0, limit).map((item) => documentIn(Formats.wrongRun, item));
  }
}
