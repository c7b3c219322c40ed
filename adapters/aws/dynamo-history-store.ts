import type { Execution } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import type { RecordedExecution } from '../../core/jobs/recorded-execution.ts';
import {
  type ExecutionPage,
  executionPage,
  type HistoryQuery,
  type HistoryStore,
} from '../../core/ports/history-store.ts';
import { Page } from '../../core/ports/page.ts';
import type { Clock } from '../../core/time/clock.ts';
import { EXECUTION, executionItem, Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { documentIn, Formats, outranks } from './formats.ts';
import { Table } from './table.ts';

/** Executions deleted at once. */
const PAGE = 100;

/** Executions in DynamoDB, beside their job, one item an occurrence. */
export class DynamoHistoryStore implements HistoryStore {
  private readonly table: DynamoTable;
  private readonly clock: Clock;
  private readonly retention: number;

  /** @param retention ms that an execution is kept */
  constructor(table: DynamoTable, clock: Clock, retention: number) {
    this.table = table;
    this.clock = clock;
    this.retention = retention;
  }

  async record(jobId: string, execution: Execution, rank: number): Promise<void> {
    const written = await this.table.put(
      this.itemOf(jobId, execution, rank),
      outranks(Formats.execution, rank),
    );
    // What outranks it stands there, or what only a newer release can replace: that is a fault.
    if (!written) await this.find(jobId, execution.occurrence);
  }

  async replace(
    jobId: string,
    execution: Execution,
    rank: number,
    over: number | undefined,
  ): Promise<boolean> {
    const names = { '#rank': 'rank' };
    return await this.table.put(
      this.itemOf(jobId, execution, rank),
      over === undefined
        ? { expression: 'attribute_not_exists(#rank)', names }
        : { expression: '#rank = :over', names, values: { ':over': over } },
    );
  }

  private itemOf(jobId: string, execution: Execution, rank: number) {
    const expires = Math.ceil((this.clock.now() + this.retention) / 1000);
    return executionItem(jobId, execution, rank, expires);
  }

  async find(jobId: string, occurrence: number): Promise<RecordedExecution | null> {
    const item = await this.table.get(Key.execution(jobId, occurrence));
    return item ? { execution: documentIn(Formats.execution, item), rank: Number(item['rank']) } : null;
  }

  async remove(jobId: string): Promise<void> {
    for (let cursor: string | undefined; ; ) {
      const page = await this.list(jobId, { limit: PAGE, ...defined({ cursor }) });
      await this.table.deleteMany(page.executions.map(({ occurrence }) => Key.execution(jobId, occurrence)));
      cursor = page.cursor;
      if (cursor === undefined) return;
    }
  }

  async list(jobId: string, { limit, cursor, from = 0 }: HistoryQuery): Promise<ExecutionPage> {
    const pk = Key.row(jobId)[Table.partitionKey];
    const below =
      cursor === undefined ? `${EXECUTION}~` : Key.execution(jobId, Number(cursor) - 1)[Table.sortKey];
    const lowest = Key.execution(jobId, from)[Table.sortKey];
    if (String(below) < String(lowest)) return { executions: [] };
    const answers = this.table.answersDown({
      expression: '#pk = :pk AND #sk BETWEEN :from AND :to',
      names: { '#pk': Table.partitionKey, '#sk': Table.sortKey },
      values: { ':pk': pk, ':from': lowest, ':to': below },
      limit: limit + 1,
    });
    const page = new Page<Execution>(limit);
    for await (const items of answers) {
      const isWhole = items.every((item) => page.add(documentIn(Formats.execution, item)));
      if (!isWhole) return executionPage(page.items, false);
    }
    return executionPage(page.items, true);
  }
}
