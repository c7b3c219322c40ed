import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoTable } from '../../../adapters/aws/dynamo-table.ts';
import { Patience } from '../../../adapters/aws/patient.ts';
import { NoCapacity } from '../../../core/errors/run-error.ts';
import { startTable, TABLE_NAME } from '../../conformance/stores.ts';
import { playedTime } from './patiences.ts';

const WAITED = [50, 100, 200, 400, 800, 1000];

describe('a batch of which DynamoDB refuses a part for lack of capacity', () => {
  let engine: Awaited<ReturnType<typeof startTable>>;
  let table: DynamoTable;
  const played = playedTime();
  /** Lets no more than one item of a batch through, and after `calls` of them nothing. */
  let lets = { items: 1, calls: Number.POSITIVE_INFINITY };
  let called = 0;
  const items = Array.from({ length: 4 }, (_, index) => ({ pk: `item-${index}`, sk: 'x', index }));
  const keys = items.map(({ pk, sk }) => ({ pk, sk }));

  beforeAll(async () => {
    engine = await startTable();
    table = new DynamoTable(engine.client, TABLE_NAME, new Patience(() => 3000, played.time));
    engine.client.middlewareStack.add(
      (next, context) => async (args) => {
        const { input } = args as { input: { RequestItems?: Record<string, unknown> } };
        const asked = input.RequestItems?.[TABLE_NAME];
        const name = context['commandName'];
        if (name === BatchWriteItemCommand.name && Array.isArray(asked)) {
          const [some, left] = parted(asked);
          const answer = await next(wanting(args, some));
          return { ...answer, output: { ...answer.output, UnprocessedItems: { [TABLE_NAME]: left } } };
        }
        if (name === BatchGetItemCommand.name) {
          const [some, left] = parted((asked as { Keys: unknown[] }).Keys);
          const answer = await next(wanting(args, { Keys: some }));
          const refused = left.length > 0 ? { [TABLE_NAME]: { Keys: left } } : {};
          return { ...answer, output: { ...answer.output, UnprocessedKeys: refused } };
        }
        return await next(args);
      },
      { step: 'initialize', name: 'refuse' },
    );
  });
  beforeEach(() => {
    called = 0;
    played.pauses.length = 0;
    lets = { items: 1, calls: Number.POSITIVE_INFINITY };
  });
  afterAll(async () => {
    await engine?.stop();
  });

  function parted<T>(all: T[]): [T[], T[]] {
    called += 1;
    if (called > lets.calls) return [all.slice(0, 1), all];
    return [all.slice(0, lets.items), all.slice(lets.items)];
  }

  function wanting<T extends { input: object }>(args: T, asked: unknown): T {
    return { ...args, input: { ...args.input, RequestItems: { [TABLE_NAME]: asked } } };
  }

  test('is repeated for that part until all is done, with a pause before each repetition', async () => {
    await table.putMany(items);
    expect(called).toBe(4);
    expect(played.pauses).toEqual([50, 100, 200]);
    called = 0;
    expect((await table.getMany(keys)).map(({ index }) => index).sort()).toEqual([0, 1, 2, 3]);
    expect(called).toBe(4);
  });

  test('is given up as lacking capacity when its budget is over, after pauses that grow', async () => {
    lets.calls = 0;
    await expect(table.getMany(keys.slice(0, 2))).rejects.toThrow(NoCapacity);
    await expect(table.putMany(items.slice(0, 2))).rejects.toThrow(NoCapacity);
    // Each of the two waits 50 ms, 100, 200, 400, 800 and 1000; another 1000 would be past the 3 s.
    expect(played.pauses).toEqual([...WAITED, ...WAITED]);
    expect(called).toBe(2 * (WAITED.length + 1));
  });
});
