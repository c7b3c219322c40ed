import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { AcceptedInput } from '../../core/ports/namespace-input.ts';
import type { NamespaceRun } from '../../core/ports/namespace-run.ts';
import { type Database, requested } from './requested.ts';
import { readStatement, type Statement } from './statement.ts';

/**
 * Runs one database operation. `insert`, `query`, `update`, `delete`, `upsert` and `raw` return `{rows, count,
 * truncated?}`, `count` returns `{count}`, and `sum`, `avg`, `min` and `max` return `{value}`, null over no rows.
 */
export const run: NamespaceRun = async ({ resource, ...accepted }, context) => {
  if (context.signal.aborted) throw new RunError(ErrorCode.Timeout, 'the attempt was over before it began');
  switch (resource.provider) {
    case 'postgres': {
      const { runPostgres } = await import('./postgres.ts');
      return runPostgres(statementOf(accepted, resource), resource, context);
    }
    case 'dynamodb': {
      const { runDynamoDb } = await import('./dynamodb.ts');
      return runDynamoDb(statementOf(accepted, resource), resource, context);
    }
    default:
      throw new RunError(ErrorCode.Validation, `Databases have no provider "${resource.provider}".`);
  }
};

function statementOf(accepted: AcceptedInput, database: Database): Statement {
  const asked = requested(accepted, database);
  if ('notFound' in asked) throw new RunError(ErrorCode.NotFound, asked.notFound);
  const statement = readStatement(asked.operation, asked.input, 'run');
  if (statement.ok) return statement.value;
  const issues = statement.issues.map(({ path, message }) => `${path}: ${message}`);
  throw new RunError(ErrorCode.Validation, issues.join('; '));
}
