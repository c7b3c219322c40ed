import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoTable } from '../../../adapters/aws/dynamo-table.ts';
import { startTable, TABLE_NAME } from '../../conformance/stores.ts';

describe('a batch of which DynamoDB refuses a part for lack of capacity', () => {
  let engine: Awaited<ReturnType<typeof startTable>>;
  let table: DynamoTable;
  /** Lets no more than one item of a batch through, and after `calls` of them nothing. */
  let lets = { items: 1, calls: Number.POSITIVE_INFINITY };
  let called: number[] = [];
  const items = Array.from({ length: 4 }, (_, index) => ({ pk: `item-${index}`, sk: 'x', index }));
  const keys = items.map(({ pk, sk }) => ({ pk, sk }));

  beforeAll(async () => {
    engine = await startTable();
    table = new DynamoTable(engine.client, TABLE_NAME);
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
    called = [];
    lets = { items: 1, calls: Number.POSITIVE_INFINITY };
  });
  afterAll(async () => {
    await engine?.stop();
  });

  function parted<T>(all: T[]): [T[], T[]] {
    called.push(Date.now());
    if (called.length > lets.calls) return [all.slice(0, 1), all];
    return [all.slice(0, lets.items), all.slice(lets.items)];
  }

  function wanting<T extends { input: object }>(args: T, asked: unknown): T {
    return { ...args, input: { ...args.input, RequestItems: { [TABLE_NAME]: asked } } };
  }

  test('is repeated for that part until all is done, with a pause before each repetition', async () => {
    await table.putMany(items);
    expect(called).toHaveLength(4);
    called = [];
    expect((await table.getMany(keys)).map(({ index }) => index).sort()).toEqual([0, 1, 2, 3]);
    expect(called).toHaveLength(4);
  });

  test('is not repeated for ever: it fails as throttled, with seconds between the first call and the last', async () => {
    lets.calls = 0;
    const [read, written] = await Promise.allSettled([
      table.getMany(keys.slice(0, 2)),
      table.putMany(items.slice(0, 2)),
    ]);
    for (const each of [read, written]) {
      expect(each).toMatchObject({ status: 'rejected', reason: { name: 'BatchThrottlingError' } });
    }
    expect(called).toHaveLength(14);
    expect((called.at(-1) ?? 0) - (called[0] ?? 0)).toBeGreaterThan(100);
  });
});
