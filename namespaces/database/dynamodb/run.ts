import { ErrorCode } from '../../../contract/errors.ts';
import type { DynamoDbDatabase } from '../../../contract/resources/database.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import type { Statement } from '../statement.ts';
import { change } from './change.ts';
import { dynamoDbRunError } from './errors.ts';
import { dynamoDbMismatch } from './fit.ts';
import { insert, upsert } from './insert.ts';
import { aggregate, count, query } from './query.ts';
import { raw } from './raw.ts';
import { tableOf } from './table.ts';

/** Runs the statement over the declared tables; pages are read until the signal is aborted. */
export async function runDynamoDb(
  statement: Statement,
  database: DynamoDbDatabase,
  context: RunContext,
): Promise<unknown> {
  try {
    return await execute(statement, database, context);
  } catch (error) {
    throw dynamoDbRunError(error, context.signal);
  }
}

function execute(statement: Statement, database: DynamoDbDatabase, context: RunContext): Promise<unknown> {
  const { signal } = context;
  const mismatch = dynamoDbMismatch(statement, database, 'run');
  if (mismatch && 'issues' in mismatch) {
    const text = mismatch.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new RunError(ErrorCode.Validation, text);
  }
  if (mismatch) throw new RunError(ErrorCode.NotFound, mismatch.notFound);
  if (statement.operation === 'raw') return raw(statement, database, context);
  const declared = database.tables[statement.table];
  if (!declared) throw new RunError(ErrorCode.NotFound, `no table "${statement.table}"`);
  const table = tableOf(declared, context);
  switch (statement.operation) {
    case 'insert':
      return insert(statement, table, context);
    case 'upsert':
      return upsert(statement, table, context);
    case 'query':
      return query(statement, table, signal);
    case 'update':
    case 'delete':
      return change(statement, table, signal);
    case 'count':
      return count(statement, table, signal);
    default:
      return aggregate(statement, table, signal);
  }
}
