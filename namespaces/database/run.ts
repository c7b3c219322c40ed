import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun, RunRequest } from '../../core/ports/namespace-run.ts';
import { type Database, noSuchEvent, requestOfEvent } from './preset.ts';
import { isOperation, readStatement, type Statement } from './statement.ts';

const providers = {
  postgres: async () => (await import('./postgres.ts')).runPostgres,
  dynamodb: async () => (await import('./dynamodb.ts')).runDynamoDb,
};

/**
 * Runs one database operation. `insert`, `query`, `update`, `delete`, `upsert` and `raw` return `{rows, count,
 * truncated?}`, `count` returns `{count}`, and `sum`, `avg`, `min` and `max` return `{value}`, null over no rows.
 */
export const run: NamespaceRun = async (request, context) => {
  if (context.signal.aborted)
    throw new RunError(ErrorCode.Timeout, 'the time of the attempt was over before it began');
  const { resource } = request;
  switch (resource.provider) {
    case 'postgres':
      return (await providers.postgres())(statementOf(request, resource), resource, context);
    case 'dynamodb':
      return (await providers.dynamodb())(statementOf(request, resource), resource, context);
    default:
      throw new RunError(ErrorCode.Validation, `a ${resource.provider} resource is no database`);
  }
};

function statementOf(request: RunRequest, database: Database): Statement {
  const { operation, event = '' } = request.target;
  const asked =
    operation !== undefined && isOperation(operation)
      ? { operation, input: request.input }
      : requestOfEvent(event, request, database);
  if (!asked) throw new RunError(ErrorCode.NotFound, noSuchEvent(event, database));
  const statement = readStatement(asked.operation, asked.input, 'run');
  if (statement.ok) return statement.value;
  throw new RunError(
    ErrorCode.Validation,
    statement.issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
  );
}
