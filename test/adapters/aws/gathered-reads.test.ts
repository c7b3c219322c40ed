import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { systemClock } from '../../../adapters/aws/clock.ts';
import { rowItem } from '../../../adapters/aws/dynamo-items.ts';
import { DynamoJobStore } from '../../../adapters/aws/dynamo-job-store.ts';
import { DynamoTable } from '../../../adapters/aws/dynamo-table.ts';
import { newRow, newScope } from '../../conformance/samples.ts';
import { PATIENT } from './patiences.ts';

const rows = Array.from({ length: 120 }, () => newRow(newScope()));
const ids = rows.map(({ id }) => id);

/** A store over a table that has the rows; of each batch the last key is not answered at first where `busy`. */
function storeWith(busy = false) {
  const calls: [name: string, keys: number][] = [];
  const items = new Map(rows.map((row) => [`JOB#${row.id}`, marshall(rowItem(row, row.id, undefined))]));
  let isFirst = true;
  const send = async (command: unknown) => {
    if (command instanceof GetItemCommand) {
      calls.push(['get', 1]);
      return { Item: items.get(String(unmarshall(command.input.Key ?? {})['pk'])) };
    }
    if (!(command instanceof BatchGetItemCommand)) throw new Error('another call');
    const { jobs: { Keys: keys = [], ConsistentRead: isConsistent } = {} } = command.input.RequestItems ?? {};
    expect(isConsistent).toBe(true);
    calls.push(['batch', keys.length]);
    const left = busy && isFirst ? keys.slice(-1) : [];
    isFirst = false;
    const answered = keys.slice(0, keys.length - left.length);
    const found = answered
      .map((key) => items.get(String(unmarshall(key)['pk'])))
      .filter((item) => item !== undefined);
    // In any order, as DynamoDB says.
    const answers = { Responses: { jobs: found.reverse() } };
    return left.length > 0 ? { ...answers, UnprocessedKeys: { jobs: { Keys: left } } } : answers;
  };
  const table = new DynamoTable({ send } as unknown as DynamoDBClient, 'jobs', PATIENT);
  return { store: new DynamoJobStore(table, systemClock, 3_600_000), calls };
}

describe('rows that are asked for at one moment', () => {
  test('are read in one call, each by whom it was asked for', async () => {
    const { store, calls } = storeWith();
    const found = await Promise.all(ids.slice(0, 10).map((id) => store.get(id)));
    expect(found).toEqual(rows.slice(0, 10));
    expect(calls).toEqual([['batch', 10]]);
  });

  test('are read a hundred at a time, and one alone as it is', async () => {
    const { store, calls } = storeWith();
    expect(await Promise.all(ids.map((id) => store.get(id)))).toEqual(rows);
    expect(await store.get(ids[3] ?? '')).toEqual(rows[3]);
    expect(calls).toEqual([
      ['batch', 100],
      ['batch', 20],
      ['get', 1],
    ]);
  });

  test('are asked for once where two ask for the same, and are null where there are none', async () => {
    const { store, calls } = storeWith();
    const [a = '', b = ''] = ids;
    const asked = [a, 'job_none', b, a].map((id) => store.get(id));
    expect(await Promise.all(asked)).toEqual([rows[0], null, rows[1], rows[0]]);
    expect(await Promise.all([store.get(a), store.get(a)])).toEqual([rows[0], rows[0]]);
    expect(calls).toEqual([
      ['batch', 3],
      ['get', 1],
    ]);
  });

  test('are asked for again where the table was too busy for some', async () => {
    const { store, calls } = storeWith(true);
    expect(await Promise.all(ids.slice(0, 4).map((id) => store.get(id)))).toEqual(rows.slice(0, 4));
    expect(calls).toEqual([
      ['batch', 4],
      ['batch', 1],
    ]);
  });
});
