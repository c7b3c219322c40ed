import { BATCH_GET } from './batch-get.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Gathering } from './gathering.ts';
import { Table } from './table.ts';

/** A read of a row, and what it finds. */
interface Read {
  id: string;
  item?: Record<string, unknown> | undefined;
}

/** Reads the rows of jobs as last written: those that are asked for at one moment in one call, as the wake-ups of a batch ask for theirs. */
export class RowReads {
  private readonly table: DynamoTable;
  private readonly reads: Gathering<Read>;

  constructor(table: DynamoTable) {
    this.table = table;
    this.reads = new Gathering(BATCH_GET, async (group) => this.readAll(group.map(({ ask }) => ask)));
  }

  /** The item of a job's row, or undefined. */
  async get(id: string): Promise<Record<string, unknown> | undefined> {
    const read: Read = { id };
    await this.reads.ask(read);
    return read.item;
  }

  private async readAll(reads: readonly Read[]): Promise<void> {
    const keys = [...new Set(reads.map(({ id }) => id))].map(Key.row);
    const [only] = keys;
    const items = only && keys.length === 1 ? [await this.table.get(only)] : await this.table.getMany(keys);
    const found = new Map(items.map((item) => [item?.[Table.partitionKey], item]));
    for (const read of reads) read.item = found.get(Key.row(read.id)[Table.partitionKey]);
  }
}
