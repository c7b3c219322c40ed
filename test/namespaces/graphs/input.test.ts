import { GRAPH_OPERATIONS } from '../../../contract/dispatch.ts';
import { input } from '../../../namespaces/graphs/input.ts';

const read = (operation: string, values: unknown) =>
  input.read({ graph: 'social', operation, input: values });

const issues = (operation: string, values: unknown) => {
  const checked = read(operation, values);
  return checked.ok ? {} : Object.fromEntries(checked.issues.map(({ path, message }) => [path, message]));
};

const accepted: [(typeof GRAPH_OPERATIONS)[number], Record<string, unknown>][] = [
  ['createNode', { labels: ['Person'], properties: { name: 'Ada', at: '$Now()' } }],
  ['findNodes', {}],
  ['findNodes', { labels: ['Person'], where: { age: { $GT: 25 } }, limit: 10, skip: 0 }],
  ['findNodes', { limit: '$Var(execution_count)' }],
  ['findNodeById', { id: 'n1' }],
  ['findNodeById', { id: 7 }],
  ['updateNode', { id: 'n1', properties: { age: 31 } }],
  ['deleteNode', { id: 'n1' }],
  ['deleteNode', { labels: ['Session'], where: { expired: true }, detach: true }],
  ['deleteNodes', { filter: { expired: true } }],
  ['mergeNode', { labels: ['P'], matchProperties: { id: 1 }, onCreate: { a: 1 }, onMatch: { b: 2 } }],
  ['createRelationship', { type: 'KNOWS', startNodeId: 'a', endNodeId: 2, properties: { since: 2020 } }],
  ['findRelationships', { type: 'KNOWS', startNodeId: 'a', direction: 'OUTGOING', limit: 5 }],
  ['deleteRelationship', { id: 'r1' }],
  ['deleteRelationship', { type: 'KNOWS', startNodeId: 'a', endNodeId: 'b' }],
  ['mergeRelationship', { type: 'KNOWS', startNodeId: 'a', endNodeId: 'b', onCreate: { since: 1 } }],
  ['query', { query: 'MATCH (n) RETURN n', params: { a: 1 } }],
];

describe('what a graphs dispatch says', () => {
  test.each(accepted)('%s with %j', (operation, values) => {
    expect(read(operation, values)).toEqual({
      ok: true,
      value: { target: { resource: 'social', operation }, input: values },
    });
  });

  test('has a tried example of every operation', () => {
    expect(new Set(accepted.map(([operation]) => operation))).toEqual(new Set(GRAPH_OPERATIONS));
  });

  test.each(['event', 'action'])('may name a declared operation by %s, with any input', (field) => {
    expect(input.read({ graph: 'social', [field]: 'friends', input: { userId: 1 } })).toEqual({
      ok: true,
      value: { target: { resource: 'social', event: 'friends' }, input: { userId: 1 } },
    });
  });

  test('is told of an unknown operation and what was meant', () => {
    expect(issues('createNod', {})).toEqual({
      operation: 'unknown operation "createNod"; did you mean "createNode"?',
    });
    expect(issues('__proto__', {})).toEqual({ operation: expect.stringContaining('known: createNode,') });
  });

  test('cannot name operation and event at once, nor neither', () => {
    const both = input.read({ graph: 'g', operation: 'query', event: 'x', input: {} });
    expect(both.ok ? [] : both.issues.map(({ path }) => path)).toEqual(['event']);
    const none = input.read({});
    expect(none.ok ? [] : none.issues.map(({ path }) => path)).toEqual(['graph', 'operation', 'input']);
  });

  test.each<[string, unknown, string[]]>([
    ['createNode', {}, ['input.labels', 'input.properties']],
    ['createNode', { labels: [], properties: {} }, ['input.labels']],
    ['createNode', { labels: [''], properties: [] }, ['input.labels.0', 'input.properties']],
    ['createNode', { labels: 'Person', properties: {} }, ['input.labels']],
    ['findNodes', { limit: 0, skip: -1 }, ['input.limit', 'input.skip']],
    ['findNodes', { limit: 1.5, lable: [] }, ['input.limit', 'input.lable']],
    ['findNodes', { where: 'n.age > 5' }, ['input.where']],
    ['findNodeById', {}, ['input.id']],
    ['findNodeById', { id: null }, ['input.id']],
    ['updateNode', { id: 'a' }, ['input.properties']],
    ['deleteNode', {}, ['input']],
    ['deleteNode', { labels: ['A'] }, ['input']],
    ['deleteNode', { id: 'a', labels: ['A'], where: { a: 1 } }, ['input']],
    ['deleteNode', { labels: ['A'], where: {} }, ['input']],
    ['deleteNodes', { filter: {} }, ['input.filter']],
    ['deleteNodes', { where: { a: 1 } }, ['input.filter', 'input.where']],
    ['deleteRelationship', { type: 'KNOWS' }, ['input']],
    ['deleteRelationship', { id: 1, type: 'KNOWS' }, ['input']],
    ['createRelationship', { type: 'KNOWS' }, ['input.startNodeId', 'input.endNodeId']],
    ['findRelationships', { direction: 'SIDEWAYS' }, ['input.direction']],
    ['query', { query: '', params: [] }, ['input.query', 'input.params']],
    ['query', 'MATCH (n) DETACH DELETE n', ['input']],
    ['findNodes', JSON.parse('{"__proto__":{"limit":1}}'), ['input.__proto__']],
  ])('%s cannot have %j', (operation, values, paths) => {
    expect(Object.keys(issues(operation, values)).sort()).toEqual([...paths].sort());
  });
});
