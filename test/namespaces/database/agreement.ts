import fc from 'fast-check';
import { matches } from '../../../namespaces/database/matches.ts';
import { readWhere } from '../../../namespaces/shared/where.ts';
import { operate, type TestDatabase } from './databases.ts';

const text = fc.constantFrom('a', 'b', 'ab', 'a_b', 'a%', 'b\\', 'ba', 'é', 'A', '100%', '%', '_');
const word = fc.oneof(
  text,
  fc.string({ unit: fc.constantFrom('a', 'b', '_', '%'), minLength: 1, maxLength: 4 }),
);
const age = fc.integer({ min: -2, max: 5 });
const row = fc.record({ name: word, city: word, age, active: fc.boolean() }, { requiredKeys: [] });
const rows = fc.array(row, { minLength: 1, maxLength: 8 });

const pattern = word.filter((value) => !value.endsWith('\\'));
const onText = fc.oneof(
  fc.record({ $contains: word }),
  fc.record({ $startsWith: word }),
  fc.record({ $endsWith: word }),
  fc.record({ $like: pattern }),
  fc.record({ $ne: word }),
  fc.record({ $in: fc.array(word, { minLength: 1, maxLength: 3 }) }),
  fc.record({ $nin: fc.array(word, { minLength: 1, maxLength: 120 }) }),
  fc.record({ $isNull: fc.boolean() }),
  word,
);
const onAge = fc.oneof(
  fc.record({ $gt: age }),
  fc.record({ $gte: age, $lt: age }),
  fc.record({ $between: fc.tuple(age, age) }),
  fc.record({ $ne: age }),
  fc.record({ $nin: fc.array(age, { minLength: 1, maxLength: 3 }) }),
  fc.constant(null),
);
const id = fc.constantFrom('r0', 'r1', 'r2', 'r9');
const { where } = fc.letrec<{ where: Record<string, unknown>; field: Record<string, unknown> }>((tie) => ({
  field: fc.oneof(
    fc.record({ name: onText }),
    fc.record({ city: onText, name: onText }),
    fc.record({ age: onAge }),
    fc.record({ active: fc.boolean() }),
    fc.record({
      id: fc.oneof(id, fc.record({ $gte: id }), fc.record({ $endsWith: fc.constantFrom('1', 'r') })),
    }),
  ),
  where: fc.oneof(
    { maxDepth: 3 },
    tie('field'),
    fc.record({ $or: fc.array(tie('where'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ $and: fc.array(tie('where'), { minLength: 1, maxLength: 3 }) }),
  ),
}));

/** Finds, counts and deletes exactly what a condition means, whatever condition and rows. */
export function describeAgreement(start: () => Promise<TestDatabase>): void {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await start();
    await database.reset();
  });
  afterAll(() => database?.stop());

  test('finds, counts and deletes exactly the rows that the condition means', async () => {
    const run = (operation: string, input: Record<string, unknown>) =>
      operate(database.resource, operation, { table: 'people', ...input });
    await fc.assert(
      fc.asyncProperty(rows, where, async (made, condition) => {
        const data: Record<string, unknown>[] = made.map((values, index) => ({ id: `r${index}`, ...values }));
        await run('delete', { all: true });
        await run('insert', { data });
        const tree = readWhere(condition, 'run');
        if (!tree.ok || !tree.value) throw new Error(JSON.stringify(tree));
        const { value } = tree;
        const meant = data.filter((each) => matches(value, each)).map((each) => each['id']);
        const found = (await run('query', { select: ['id'], where: condition })) as {
          rows: { id: string }[];
        };
        expect(found.rows.map((each) => each.id).sort()).toEqual(meant);
        expect(await run('count', { where: condition })).toEqual({ count: meant.length });
        expect(await run('delete', { where: condition })).toEqual({ rows: [], count: meant.length });
        const left = (await database.rows('people')).map((each) => each['id']);
        expect(left).toEqual(data.map((each) => each['id']).filter((each) => !meant.includes(each)));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
}
