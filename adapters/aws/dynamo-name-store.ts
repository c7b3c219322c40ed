import { defined } from '../../contract/plain-data.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { AppliedSet, NameHolder, NameStore } from '../../core/ports/name-store.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Table } from './table.ts';

/** Names of schedules in DynamoDB: an item each, those of a product and env in one partition. */
export class DynamoNameStore implements NameStore {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  async find(scope: Scope, name: string): Promise<NameHolder | null> {
    const item = await this.table.get(Key.named(scope, name));
    return item ? holderOf(item) : null;
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
    if (await this.table.put({ ...key, ...holder }, condition)) return true;
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
    return items.map((item) => ({ name: String(item[Table.sortKey]), holder: holderOf(item) }));
  }

  async findApplied(scope: Scope): Promise<AppliedSet | null> {
    const item = await this.table.get(Key.applied(scope));
    if (!item) return null;
    const { digest, generation, names, open, fences, begun_at } = item;
    return {
      digest: String(digest),
      generation: Number(generation),
      names: names as string[],
      open: open === true,
      fences: fences === true,
      begun_at: Number(begun_at),
    };
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
    return await this.table.put({ ...Key.applied(scope), ...applied }, condition);
  }
}

function holderOf(item: Record<string, unknown>): NameHolder {
  const { job_id, digest, held_at, generation, held } = item as unknown as NameHolder;
  return { job_id, digest, held_at, ...defined({ generation, held }) };
}
