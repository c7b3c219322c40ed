import { createRequire } from 'node:module';
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { rowItem } from '../../adapters/aws/dynamo-items.ts';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { JobQuery } from '../../core/ports/job-store.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { MovableClock } from './movable-clock.ts';
import { newRow, newScope } from './samples.ts';
import { RETENTION, TABLE_NAME } from './stores.ts';

/** Most items of one batch write (DynamoDB API: BatchWriteItem). */
const BATCH = 25;
const PAGE = 50;

/** The pages whose cost is measured. */
export const PAGES = ['scope', 'status', 'failing', 'everything'] as const;

/** Read units that one page took, and how many jobs it had. */
export interface PageCost {
  units: number;
  jobs: number;
}

/** Writes `count` jobs of two scopes, half completed and the others failing, and measures a first and a middle page of each list. */
export async function listCost(client: DynamoDBClient, count: number) {
  const scopes = [newScope(), newScope()] as const;
  const ids = await fill(client, scopes, count);
  const meter = consumedBy(client);
  const jobs = new DynamoJobStore(
    new DynamoTable(client, TABLE_NAME, PATIENT),
    new MovableClock(),
    RETENTION,
  );
  const cost = async (query: Omit<JobQuery, 'limit'>): Promise<PageCost> => {
    const before = meter.units;
    const page = await jobs.list({ ...query, limit: PAGE });
    return { units: meter.units - before, jobs: page.length };
  };
  const queries = {
    scope: { scopes: [scopes[0]] },
    status: { scopes: [scopes[0]], statuses: ['completed'] },
    failing: { scopes: [scopes[0]], failing: true },
    everything: { scopes },
  } satisfies Record<(typeof PAGES)[number], Omit<JobQuery, 'limit'>>;
  const costs: Record<string, PageCost> = {};
  for (const page of PAGES) {
    costs[page] = await cost(queries[page]);
    const middle = ids[Math.floor(count / 2)];
    if (count >= 8 * PAGE && middle !== undefined) {
      costs[`${page}, midway`] = await cost({ ...queries[page], below: middle });
    }
  }
  meter.stop();
  return costs;
}

async function fill(client: DynamoDBClient, scopes: readonly [Scope, Scope], count: number) {
  const ids: string[] = [];
  for (let done = 0; done < count; done += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - done) }, (_, i) =>
      newRow(
        scopes[(done + i) % 2 === 0 ? 0 : 1],
        (done + i) % 4 < 2 ? { status: 'completed' } : { last_outcome: { status: 'failed', at: 1 } },
      ),
    );
    ids.push(...rows.map((row) => row.id));
    let wanted = rows.map((row) => ({ PutRequest: { Item: marshall(rowItem(row, row.id, undefined)) } }));
    while (wanted.length > 0) {
      const command = new BatchWriteItemCommand({ RequestItems: { [TABLE_NAME]: wanted } });
      const { UnprocessedItems: left } = await client.send(command);
      const again = new Set((left?.[TABLE_NAME] ?? []).map((one) => one.PutRequest?.Item?.['pk']?.S));
      wanted = wanted.filter((one) => again.has(one.PutRequest.Item['pk']?.S));
    }
  }
  return ids;
}

/** Whether the native engine is there, which says what DynamoDB would consume. */
export function isEngineInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** Has every read and write of a client say what it consumed, and adds it up. */
export function consumedBy(client: DynamoDBClient) {
  const name = 'consumed';
  const meter = { units: 0, stop: () => void client.middlewareStack.remove(name) };
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity: consumed } = answer.output as { ConsumedCapacity?: Capacity | Capacity[] };
      if (consumed === undefined) throw new Error('The engine does not say what it consumed.');
      for (const { CapacityUnits: units = 0 } of [consumed].flat()) meter.units += units;
      return answer;
    },
    { step: 'initialize', name },
  );
  return meter;
}

interface Capacity {
  CapacityUnits?: number;
}
