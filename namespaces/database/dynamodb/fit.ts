import type { Issue } from '../../../contract/errors.ts';
import type { DynamoDbDatabase, DynamoDbKey, DynamoDbTable } from '../../../contract/resources/database.ts';
import type { Mismatch } from '../../../core/ports/namespace.ts';
import { unknownName } from '../../../core/validation/nearest-name.ts';
import { holdsOperator, type Phase } from '../../shared/identifier.ts';
import type { Condition } from '../../shared/where.ts';
import type { Row } from '../rows.ts';
import type { Statement } from '../statement.ts';
import { readPartiQl } from './partiql.ts';
import { PartiQlFault } from './partiql-tokens.ts';

/** Most rows of one insert into DynamoDB: those of one transaction, so that all are written or none. */
export const MAX_ITEMS = 100;

/** What a statement asks that the declared tables and their keys do not allow. */
export function dynamoDbMismatch(
  statement: Statement,
  database: DynamoDbDatabase,
  phase: Phase,
): Mismatch | undefined {
  if (statement.operation === 'raw') return partiQlMisfit(statement.query, database);
  const name = statement.table;
  if (phase === 'dispatch' && holdsOperator(name)) return undefined;
  const table = Object.hasOwn(database.tables, name) ? database.tables[name] : undefined;
  if (!table) return { notFound: unknownName('table', name, Object.keys(database.tables)) };
  const issues = issuesOf(statement, new Keys(table, phase));
  return issues.length > 0 ? { issues } : undefined;
}

/** The declared table that a PartiQL statement names, by its name on AWS or its ARN. */
export function tableNamed(name: string, database: DynamoDbDatabase): DynamoDbTable | undefined {
  const tables = Object.values(database.tables);
  return tables.find(({ tableArn }) => tableArn === name || tableNameOf(tableArn) === name);
}

/** `arn:aws:dynamodb:region:account:table/name` → `name`. */
export function tableNameOf(tableArn: string): string {
  return tableArn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^table\//, '');
}

/** PartiQL names tables itself: a statement reaches the declared ones or is refused. */
function partiQlMisfit(query: string, database: DynamoDbDatabase): Mismatch | undefined {
  try {
    const { table } = readPartiQl(query);
    if (tableNamed(table, database)) return undefined;
    const known = Object.values(database.tables).map(({ tableArn }) => tableNameOf(tableArn));
    return { notFound: unknownName('table', table, known) };
  } catch (error) {
    if (!(error instanceof PartiQlFault)) throw error;
    return { issues: [{ path: 'input.query', message: error.message }] };
  }
}

/** The key attributes of a table, partition key first. */
export function keysOf(table: DynamoDbTable): DynamoDbKey[] {
  return table.sortKey ? [table.partitionKey, table.sortKey] : [table.partitionKey];
}

function issuesOf(statement: Exclude<Statement, { operation: 'raw' }>, keys: Keys): Issue[] {
  switch (statement.operation) {
    case 'insert': {
      const { data, onConflict } = statement;
      const many = data.length > MAX_ITEMS && !onConflict;
      return [
        ...(many
          ? [{ path: 'input.data', message: `at most ${MAX_ITEMS} rows in DynamoDB; got ${data.length}` }]
          : []),
        ...data.flatMap((row, index) =>
          keys.inRow(row, data.length > 1 ? `input.data.${index}` : 'input.data'),
        ),
        ...(onConflict ? keys.conflict(onConflict.keys, 'input.onConflict.keys') : []),
      ];
    }
    case 'upsert':
      return [
        ...keys.inRow(statement.data, 'input.data'),
        ...keys.conflict(statement.conflictKeys, 'input.conflictKeys'),
      ];
    case 'update':
      return [...keys.notIn(statement.data), ...keys.inCondition(statement.where)];
    default:
      return keys.inCondition(statement.where);
  }
}

class Keys {
  readonly #keys: DynamoDbKey[];
  readonly #phase: Phase;

  constructor(table: DynamoDbTable, phase: Phase) {
    this.#keys = keysOf(table);
    this.#phase = phase;
  }

  inRow(row: Row, path: string): Issue[] {
    return this.#keys.flatMap((key) => {
      if (!Object.hasOwn(row, key.name))
        return [{ path: `${path}.${key.name}`, message: 'required: a key of the table' }];
      return this.#typed(key, row[key.name], `${path}.${key.name}`);
    });
  }

  notIn(row: Row): Issue[] {
    const message = 'a key of the table; a row is moved by deleting and inserting it';
    return this.#keys
      .filter((key) => Object.hasOwn(row, key.name))
      .map((key) => ({ path: `input.data.${key.name}`, message }));
  }

  conflict(given: string[], path: string): Issue[] {
    const names = this.#keys.map((key) => key.name);
    if (this.#phase === 'dispatch' && given.some(holdsOperator)) return [];
    const same = new Set(given).size === names.length && names.every((name) => given.includes(name));
    return same ? [] : [{ path, message: `expected the keys of the table: ${names.join(', ')}` }];
  }

  /** DynamoDB refuses a key of another type, and no row could match it. */
  inCondition(condition: Condition | undefined): Issue[] {
    if (!condition) return [];
    if (condition.kind === 'group') return condition.of.flatMap((part) => this.inCondition(part));
    const { field } = condition;
    const key = this.#keys.find(({ name }) => name === field);
    if (!key) return [];
    const path = `input.where.${key.name}`;
    switch (condition.kind) {
      case 'compare':
        return this.#typed(key, condition.value, path);
      case 'between':
        return [condition.from, condition.to].flatMap((value) => this.#typed(key, value, path));
      case 'among':
        return condition.values.flatMap((value) => this.#typed(key, value, path)).slice(0, 1);
      default:
        return [];
    }
  }

  #typed(key: DynamoDbKey, value: unknown, path: string): Issue[] {
    if (this.#phase === 'dispatch' && holdsOperator(value)) return [];
    const expected = key.type === 'S' ? 'string' : 'number';
    if (typeof value === expected && value !== '') return [];
    const got = value === null ? 'null' : value === '' ? 'empty text' : typeof value;
    return [{ path, message: `expected a ${expected}, the type of the key ${key.name}; got ${got}` }];
  }
}
