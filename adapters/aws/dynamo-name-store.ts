import type { Scope } from '../../core/jobs/scope.ts';
import type { AppliedSet, NameHolder, NameStore } from '../../core/ports/name-store.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { attributesIn, attributesOf, Formats, readable } from './formats.ts';
import { Table } from './table.ts';

/** Names of schedules in DynamoDB: an item each, those of a product and env in one partition. */
export class DynamoNameStore implements NameStore {
  private readonly table: DynamoTable;
  private readonly telemetry: Telemetry;

  /** @param telemetry is told of names that the list cannot show */
  constructor(table: DynamoTable, telemetry: Telemetry = () => undefined) {
    this.table = table;
    this.telemetry = telemetry;
  }

  async find(scope: Scope, name: string): Promise<NameHolder | null> {
    const item = await this.table.get(Key.named(scope, name));
    return item ? attributesIn(Formats.name, item) : null;
  }

  async hold(scope: Scope, name: string, holder: NameHolder, over?: string): Promise<boolean> {
    const key = Key.named(scope, name);
    const condition =
      over === undefined
        ? { expression: 'attribute_not_exists(#pk)', names: { '#pk': Table.partitionKey } }
        : {
            expression:
              '#job_id = :over AND (attribute_not_exists(#generation) OR #generation <= :generation)',
            names: { '#job_id': 'job_id', '#generation': 'generation' },
            values: { ':over': over, ':generation': holder.generation ?? Number.MAX_SAFE_INTEGER },
          };
    if (await this.table.put({ ...key, ...attributesOf(Formats.name, holder) }, condition)) return true;
    // The client may have repeated a write whose answer was lost; then the job has it.
    const standing = await this.find(scope, name);
    return standing?.job_id === holder.job_id && standing.generation === holder.generation;
  }

  async release(scope: Scope, name: string, jobId: string): Promise<void> {
    await this.table.delete(Key.named(scope, name), {
      expression: '#job_id = :job_id',
      names: { '#job_id': 'job_id' },
      values: { ':job_id': jobId },
    });
  }

  async list(scope: Scope, { limit, after = '' }: { limit: number; after?: string }) {
    const items = await this.table.queryUp({
      partition: Key.named(scope, '')[Table.partitionKey] ?? '',
      // The lowest text above the name.
      from: `${after}\0`,
      to: '~',
      limit,
    });
    return readable(
      items,
      (item) => ({ name: String(item[Table.sortKey]), holder: attributesIn(Formats.name, item) }),
      this.telemetry,
    );
  }

  async findApplied(scope: Scope): Promise<AppliedSet | null> {
    const item = await this.table.get(Key.applied(scope));
    return item ? attributesIn(Formats.applied, item) : null;
  }

  async setApplied(scope: Scope, applied: AppliedSet, over?: number): Promise<boolean> {
    const condition =
      over === undefined
        ? { expression: 'attribute_not_exists(#pk)', names: { '#pk': Table.partitionKey } }
        : {
            expression: '#generation = :over',
            names: { '#generation': 'generation' },
            values: { ':over': over },
          };
    return await this.table.put(
      { ...Key.applied(scope), ...attributesOf(Formats.applied, applied) },
      condition,
    );
  }
}
