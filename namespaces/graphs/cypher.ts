import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { type Condition, readWhere } from '../shared/where.ts';
import { conditionOf } from './cypher-condition.ts';
import { type CypherDialect, type CypherQuery, CypherText } from './cypher-text.ts';
import { LIMIT_MAX, RUN_PROPERTY, type Statement } from './operations.ts';

/** One more than is shown, to tell whether there are more. */
const MOST = LIMIT_MAX + 1;

type Of<Op extends Statement['operation']> = Extract<Statement, { operation: Op }>;

/** The statement as openCypher: every name quoted, every value a parameter. */
export function cypherOf(statement: Statement, dialect: CypherDialect, identity: string): CypherQuery {
  if (statement.operation === 'query') {
    return { text: statement.query, params: statement.params ?? {}, reads: 'rows' };
  }
  const cypher = new CypherText(dialect);
  switch (statement.operation) {
    case 'createNode':
      mergeNode(cypher, statement.labels, { [RUN_PROPERTY]: identity }, statement.properties);
      break;
    case 'mergeNode':
      mergeNode(cypher, statement.labels, statement.matchProperties, statement.onCreate, statement.onMatch);
      break;
    case 'findNodes':
      cypher.add(`MATCH (n${cypher.labels(statement.labels)})`, whereOf(cypher, 'n', statement.where));
      cypher.returnNodes(statement.skip, statement.limit ?? MOST);
      break;
    case 'findNodeById':
      cypher.add('MATCH (n)', `WHERE ${cypher.hasId('n', statement.id)}`).returnNodes();
      break;
    case 'updateNode':
      cypher.add(
        'MATCH (n)',
        `WHERE ${cypher.hasId('n', statement.id)}`,
        cypher.set('n', statement.properties),
      );
      cypher.returnNodes();
      break;
    case 'deleteNode':
      deleteNodes(cypher, statement);
      break;
    case 'deleteNodes': {
      const { filter: where, ...rest } = statement;
      deleteNodes(cypher, { ...rest, where });
      break;
    }
    case 'createRelationship':
      mergeRelationship(cypher, statement, { [RUN_PROPERTY]: identity }, statement.properties);
      break;
    case 'mergeRelationship':
      mergeRelationship(cypher, statement, statement.matchProperties, statement.onCreate, statement.onMatch);
      break;
    case 'findRelationships':
      findRelationships(cypher, statement);
      break;
    case 'deleteRelationship':
      deleteRelationship(cypher, statement);
      break;
  }
  return cypher.done();
}

type Properties = Record<string, unknown>;

function mergeNode(
  cypher: CypherText,
  labels: readonly string[],
  match: Properties,
  onCreate: Properties = {},
  onMatch: Properties = {},
): void {
  cypher.add(`MERGE (n${cypher.labels(labels)}${cypher.map(match)})`);
  cypher.add(cypher.set('n', onCreate, 'ON CREATE '), cypher.set('n', onMatch, 'ON MATCH '));
  cypher.returnNodes();
}

function mergeRelationship(
  cypher: CypherText,
  { type, startNodeId, endNodeId }: Of<'createRelationship' | 'mergeRelationship'>,
  match: Properties = {},
  onCreate: Properties = {},
  onMatch: Properties = {},
): void {
  const ends = `WHERE ${cypher.hasId('a', startNodeId)} AND ${cypher.hasId('b', endNodeId)}`;
  cypher.add('MATCH (a), (b)', ends, `MERGE (a)-[r:${cypher.quote(type)}${cypher.map(match)}]->(b)`);
  cypher.add(cypher.set('r', onCreate, 'ON CREATE '), cypher.set('r', onMatch, 'ON MATCH '));
  cypher.expectRow('no node has the id in startNodeId, or the one in endNodeId');
  cypher.returnRelationships(['a', 'b']);
}

function deleteNodes(cypher: CypherText, statement: Omit<Of<'deleteNode'>, 'operation'>): void {
  const { id, labels, where, detach } = statement;
  const condition = id === undefined ? whereOf(cypher, 'n', where) : `WHERE ${cypher.hasId('n', id)}`;
  cypher.add(`MATCH (n${cypher.labels(labels)})`, condition, `${detach ? 'DETACH ' : ''}DELETE n`);
  cypher.returnDeleted('n');
}

function findRelationships(cypher: CypherText, statement: Of<'findRelationships'>): void {
  const { type, startNodeId, endNodeId, direction = 'OUTGOING', where, skip, limit = MOST } = statement;
  const named = type === undefined ? '' : `:${cypher.quote(type)}`;
  // Between any two nodes a pattern without direction would find every relationship twice.
  const either = startNodeId === undefined && endNodeId === undefined ? '->' : '-';
  const [left, right] = { OUTGOING: ['-', '->'], INCOMING: ['<-', '-'], BOTH: ['-', either] }[direction];
  const conditions = [
    ...(startNodeId === undefined ? [] : [cypher.hasId('a', startNodeId)]),
    ...(endNodeId === undefined ? [] : [cypher.hasId('b', endNodeId)]),
    ...conditionsOf(cypher, 'r', where),
  ];
  cypher.add(`MATCH (a)${left}[r${named}]${right}(b)`);
  if (conditions.length > 0) cypher.add(`WHERE ${conditions.join(' AND ')}`);
  cypher.returnRelationships(['startNode(r)', 'endNode(r)'], skip, limit);
}

function deleteRelationship(cypher: CypherText, statement: Of<'deleteRelationship'>): void {
  const { id, type, startNodeId, endNodeId } = statement;
  const named = type === undefined ? '' : `:${cypher.quote(type)}`;
  const conditions = [
    ...(id === undefined ? [] : [cypher.hasId('r', id)]),
    ...(startNodeId === undefined ? [] : [cypher.hasId('a', startNodeId)]),
    ...(endNodeId === undefined ? [] : [cypher.hasId('b', endNodeId)]),
  ];
  cypher.add(`MATCH (a)-[r${named}]->(b)`);
  if (conditions.length > 0) cypher.add(`WHERE ${conditions.join(' AND ')}`);
  cypher.add('DELETE r').returnDeleted('r');
}

function whereOf(cypher: CypherText, variable: string, where: unknown): string {
  const conditions = conditionsOf(cypher, variable, where);
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

function conditionsOf(cypher: CypherText, variable: string, where: unknown): string[] {
  if (where === undefined) return [];
  const read = readWhere(where, 'run');
  if (!read.ok) throw new RunError(ErrorCode.Validation, 'input.where is not valid');
  const condition: Condition | undefined = read.value;
  return condition ? [conditionOf(cypher, variable, condition)] : [];
}
