import type { Resource } from '../../../contract/config.ts';
import { run } from '../../../namespaces/graphs/run.ts';
import { runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';
import { runWhere } from '../shared/run-where.ts';

type Input = Record<string, unknown>;
interface Nodes {
  nodes: { id: string; labels: string[]; properties: Input }[];
  count: number;
}

/** What every graph database has to do alike; `labels` is how many labels its nodes may have. */
export function describeOperations(
  graph: () => Resource,
  labels: 'one' | 'many',
  clear: () => Promise<unknown>,
): void {
  let runs = 0;
  const operate = (operation: string, input: Input, identity = `job_g-${runs++}`) =>
    runWhere(run)(
      { resource: graph(), target: { resource: 'g', operation }, input },
      runContext({ timeout: 20_000, overrides: { identity, namespace: 'graphs' } }),
    );
  const person = (name: string, rest: Input = {}, identity?: string) =>
    operate('createNode', { labels: ['Person'], properties: { name, ...rest } }, identity) as Promise<Nodes>;
  const idOf = async (name: string) => {
    const { nodes } = (await operate('findNodes', { labels: ['Person'], where: { name } })) as Nodes;
    return nodes[0]?.id ?? '';
  };
  const names = async (where: Input) => {
    const { nodes } = (await operate('findNodes', { labels: ['Person'], where })) as Nodes;
    return nodes.map(({ properties }) => properties['name']).sort();
  };

  beforeEach(async () => {
    await clear();
  });

  test('creates a node and shows its id, labels and properties', async () => {
    expect(await person('Ann', { age: 30, tags: ['a', 'b'] })).toEqual({
      nodes: [
        {
          id: expect.any(String),
          labels: ['Person'],
          properties: { name: 'Ann', age: 30, tags: ['a', 'b'] },
        },
      ],
      count: 1,
    });
  });

  test('creates one node for one run, whatever is delivered twice', async () => {
    const first = await person('Ann', {}, 'job_twice-1');
    await operate('updateNode', { id: first.nodes[0]?.id, properties: { name: 'Anna' } });
    expect((await person('Ann', {}, 'job_twice-1')).nodes[0]).toMatchObject({ properties: { name: 'Anna' } });
    expect(await operate('findNodes', { labels: ['Person'] })).toMatchObject({ count: 1 });
  });

  test('finds by conditions', async () => {
    await person('Ann', { age: 30, city: 'Oslo' });
    await person('Bob', { age: 41 });
    await person('Cyd_%', { age: 52, city: 'Osaka' });
    expect(await names({ age: { $gt: 30 } })).toEqual(['Bob', 'Cyd_%']);
    expect(await names({ age: { $GTE: 30, $LT: 52 } })).toEqual(['Ann', 'Bob']);
    expect(await names({ $or: [{ name: 'Ann' }, { age: { $between: [50, 60] } }] })).toEqual([
      'Ann',
      'Cyd_%',
    ]);
    expect(await names({ name: { $in: ['Ann', 'Bob'] }, city: { $isNotNull: true } })).toEqual(['Ann']);
    expect(await names({ city: { $isNull: true } })).toEqual(['Bob']);
    expect(await names({ city: { $ne: 'Oslo' } })).toEqual(['Cyd_%']);
    expect(await names({ city: { $nin: ['Oslo'] } })).toEqual(['Cyd_%']);
    expect(await names({ name: { $startsWith: 'Cyd_' } })).toEqual(['Cyd_%']);
    expect(await names({ name: { $endsWith: '%' } })).toEqual(['Cyd_%']);
    expect(await names({ name: { $contains: 'o' } })).toEqual(['Bob']);
    expect(await names({ city: { $like: 'Os%' } })).toEqual(['Ann', 'Cyd_%']);
    expect(await names({ city: { $like: 'Os_o' } })).toEqual(['Ann']);
  });

  test('pages, and finds, updates and deletes a node by its id', async () => {
    for (const name of ['Ann', 'Bob', 'Cyd']) await person(name);
    expect(await operate('findNodes', { labels: ['Person'], limit: 2 })).toMatchObject({ count: 2 });
    expect(await operate('findNodes', { labels: ['Person'], skip: 2 })).toMatchObject({ count: 1 });
    const id = await idOf('Bob');
    expect(await operate('findNodeById', { id })).toMatchObject({
      nodes: [{ id, properties: { name: 'Bob' } }],
    });
    expect(await operate('updateNode', { id, properties: { age: 7 } })).toMatchObject({
      nodes: [{ properties: { name: 'Bob', age: 7 } }],
    });
    expect(await operate('deleteNode', { id })).toEqual({ deleted: 1 });
    expect(await operate('findNodeById', { id })).toEqual({ nodes: [], count: 0 });
  });

  test('tells when more is there than is shown, and pages in an order', async () => {
    const query = 'UNWIND $numbers AS number CREATE (n:Person {number: number}) RETURN number';
    await operate('query', { query, params: { numbers: Array.from({ length: 1003 }, (_, i) => i) } });
    const all = (await operate('findNodes', { labels: ['Person'] })) as Nodes & { truncated?: true };
    expect(all).toMatchObject({ count: 1000, truncated: true });
    expect(await operate('findNodes', { labels: ['Person'], limit: 3 })).not.toHaveProperty('truncated');
    const ids = new Set<string>();
    for (const skip of [0, 300, 600, 900]) {
      const page = (await operate('findNodes', { labels: ['Person'], skip, limit: 300 })) as Nodes;
      for (const { id } of page.nodes) ids.add(id);
    }
    expect(ids.size).toBe(1003);
    const rows = await operate('query', { query: 'MATCH (n:Person) RETURN n.number AS number' });
    expect(rows).toMatchObject({ count: 1003, truncated: true });
  });

  test('merges a node by what it matches', async () => {
    const merge = {
      labels: ['Person'],
      matchProperties: { email: 'a@b.c' },
      onCreate: { made: 1 },
      onMatch: { seen: 1 },
    };
    expect(await operate('mergeNode', merge)).toMatchObject({
      nodes: [{ properties: { email: 'a@b.c', made: 1 } }],
    });
    expect(await operate('mergeNode', merge)).toMatchObject({
      nodes: [{ properties: { email: 'a@b.c', made: 1, seen: 1 } }],
    });
    expect(await operate('findNodes', { labels: ['Person'] })).toMatchObject({ count: 1 });
  });

  test("deletes over conditions, also by the page's own name for it", async () => {
    await person('Ann', { expired: true });
    await person('Bob', { expired: false });
    expect(await operate('deleteNodes', { filter: { expired: true } })).toEqual({ deleted: 1 });
    expect(await operate('deleteNode', { labels: ['Person'], where: { expired: false } })).toEqual({
      deleted: 1,
    });
  });

  test('creates, finds, merges and deletes relationships, one for one run', async () => {
    await person('Ann');
    await person('Bob');
    const [startNodeId, endNodeId] = [await idOf('Ann'), await idOf('Bob')];
    const knows = { type: 'KNOWS', startNodeId, endNodeId };
    const created = await operate(
      'createRelationship',
      { ...knows, properties: { since: 2020 } },
      'job_rel-1',
    );
    expect(created).toMatchObject({
      relationships: [
        { id: expect.any(String), type: 'KNOWS', startNodeId, endNodeId, properties: { since: 2020 } },
      ],
      count: 1,
    });
    expect(
      await operate('createRelationship', { ...knows, properties: { since: 2020 } }, 'job_rel-1'),
    ).toEqual(created);
    const merge = { ...knows, matchProperties: { kind: 'friend' }, onCreate: { n: 1 }, onMatch: { n: 2 } };
    expect(await operate('mergeRelationship', merge)).toMatchObject({
      relationships: [{ properties: { kind: 'friend', n: 1 } }],
    });
    expect(await operate('mergeRelationship', merge)).toMatchObject({
      relationships: [{ properties: { kind: 'friend', n: 2 } }],
    });
    expect(await operate('findRelationships', { startNodeId, type: 'KNOWS' })).toMatchObject({ count: 2 });
    expect(
      await operate('findRelationships', { startNodeId, where: { since: { $lt: 2021 } } }),
    ).toMatchObject({ count: 1 });
    expect(await operate('findRelationships', { startNodeId, direction: 'INCOMING' })).toMatchObject({
      count: 0,
    });
    for (const direction of ['BOTH', 'OUTGOING']) {
      expect(await operate('findRelationships', { direction })).toMatchObject({ count: 2 });
    }
    expect(await operate('findRelationships', { startNodeId: endNodeId, direction: 'BOTH' })).toMatchObject({
      count: 2,
    });
    expect(await operate('deleteRelationship', knows)).toEqual({ deleted: 2 });
    expect(await operate('deleteNode', { id: startNodeId, detach: true })).toEqual({ deleted: 1 });
  });

  test('makes no second relationship without properties, and finds the one it made', async () => {
    const [start, end] = [await person('Ann'), await person('Bob')];
    const knows = { type: 'KNOWS', startNodeId: start.nodes[0]?.id, endNodeId: end.nodes[0]?.id };
    await operate('createRelationship', knows, 'job_bare-1');
    await operate('createRelationship', knows, 'job_bare-1');
    expect(await operate('findRelationships', { type: 'KNOWS' })).toMatchObject({
      relationships: [{ properties: {} }],
      count: 1,
    });
    await operate('createRelationship', knows, 'job_bare-2');
    await operate('mergeRelationship', knows);
    expect(await operate('findRelationships', { type: 'KNOWS' })).toMatchObject({ count: 2 });
  });

  test('makes no relationship to a node that is not there, and says so', async () => {
    const { nodes } = await person('Ann');
    const gone = await person('Bob');
    await operate('deleteNode', { id: gone.nodes[0]?.id });
    const knows = { type: 'KNOWS', startNodeId: nodes[0]?.id, endNodeId: gone.nodes[0]?.id };
    expect((await failure(operate('createRelationship', knows))).code).toBe('NOT_FOUND');
    expect((await failure(operate('mergeRelationship', knows))).code).toBe('NOT_FOUND');
  });

  test('deletes every node only when all is meant', async () => {
    await person('Ann');
    await operate('createNode', { labels: ['Robot'], properties: {} });
    expect((await failure(operate('deleteNode', {}))).code).toBe('VALIDATION_ERROR');
    expect(await operate('deleteNode', { labels: ['Robot'], all: true })).toEqual({ deleted: 1 });
    expect(await operate('deleteNode', { all: true })).toEqual({ deleted: 1 });
  });

  test('shows nodes of a query like those of an operation, without the mark of the run', async () => {
    const { nodes } = await person('Ann');
    const { nodes: others } = await person('Bob');
    const ends = { startNodeId: nodes[0]?.id, endNodeId: others[0]?.id };
    const made = (await operate('createRelationship', { type: 'KNOWS', ...ends })) as {
      relationships: unknown[];
    };
    const query = 'MATCH (n:Person)-[r:KNOWS]->(m) RETURN n, r, [n, m] AS both';
    expect(await operate('query', { query })).toEqual({
      rows: [{ n: nodes[0], r: made.relationships[0], both: [nodes[0], others[0]] }],
      count: 1,
    });
  });

  test('matches a pattern letter by letter', async () => {
    for (const name of ['50%', '50x', 'a.c', 'abc', String.raw`a\b`]) await person(name);
    expect(await names({ name: { $like: String.raw`50\%` } })).toEqual(['50%']);
    expect(await names({ name: { $like: String.raw`%\%` } })).toEqual(['50%']);
    expect(await names({ name: { $like: 'a.%' } })).toEqual(['a.c']);
    expect(await names({ name: { $like: 'a.c' } })).toEqual(['a.c']);
    expect(await names({ name: { $like: 'a_c' } })).toEqual(['a.c', 'abc']);
    expect(await names({ name: { $like: 'a%c' } })).toEqual(['a.c', 'abc']);
    expect(await names({ name: { $like: '_._' } })).toEqual(['a.c']);
    expect(await names({ name: { $like: '%a%b%c%' } })).toEqual(['abc']);
    expect(await names({ name: { $like: '%0%_' } })).toEqual(['50%', '50x']);
    expect(await names({ name: { $like: String.raw`a\\%` } })).toEqual([String.raw`a\b`]);
    expect(await names({ name: { $like: '%' } })).toHaveLength(5);
  });

  test('runs a query with its parameters', async () => {
    await person('Ann', { age: 30 });
    const query = 'MATCH (n:Person) WHERE n.name = $name RETURN n.name AS name, n.age AS age';
    expect(await operate('query', { query, params: { name: 'Ann' } })).toEqual({
      rows: [{ name: 'Ann', age: 30 }],
      count: 1,
    });
    expect((await failure(operate('query', { query: 'MATCH (n RETURN n' }))).code).toBe('VALIDATION_ERROR');
  });

  test('takes no value for Cypher', async () => {
    const evil = "x'}) DETACH DELETE n //";
    await person(evil, { city: '` SET n.x = 1' });
    expect(await names({ name: evil })).toEqual([evil]);
    expect((await failure(operate('createNode', { labels: ['A`) DELETE n'], properties: {} }))).code).toBe(
      'VALIDATION_ERROR',
    );
    expect(
      (await failure(operate('createNode', { labels: ['A'], properties: { 'a` = 1 //': 1 } }))).code,
    ).toBe('VALIDATION_ERROR');
    expect(
      (await failure(operate('createNode', { labels: ['A'], properties: { nested: { a: 1 } } }))).code,
    ).toBe('VALIDATION_ERROR');
  });

  if (labels === 'one') return;
  test('takes several labels', async () => {
    const made = (await operate('createNode', {
      labels: ['Person', 'Admin'],
      properties: { name: 'Ann' },
    })) as Nodes;
    expect(made.nodes[0]?.labels.sort()).toEqual(['Admin', 'Person']);
  });
}
