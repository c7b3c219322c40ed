import { assertProgress, type ProgressStore } from '../../core/ports/progress-store.ts';
import type { Clock } from '../../core/time/clock.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { documentIn, documentOf, Formats } from './formats.ts';
import { Table } from './table.ts';

/** Notes of runs in DynamoDB, kept as long as their history. */
export class DynamoProgressStore implements ProgressStore {
  private readonly table: DynamoTable;
  private readonly clock: Clock;
  private readonly retention: number;

  /** @param retention ms after its last change that a note is kept */
  constructor(table: DynamoTable, clock: Clock, retention: number) {
    this.table = table;
    this.clock = clock;
    this.retention = retention;
  }

  async get(identity: string): Promise<Record<string, unknown> | null> {
    const item = await this.table.get(Key.progress(identity));
    return item ? documentIn(Formats.progress, item) : null;
  }

  async put(identity: string, progress: Record<string, unknown>): Promise<void> {
    const expires = Math.ceil((this.clock.now() + this.retention) / 1000);
    assertProgress(progress);
    const note = documentOf(Formats.progress, progress);
    await this.table.put({ ...Key.progress(identity), ...note, [Table.ttl]: expires });
  }
}
