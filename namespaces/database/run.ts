import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun, RunRequest } from '../../core/ports/namespace-run.ts';
import { unknownOperation } from '../shared/unknown-operation.ts';
import { isOperation, OPERATIONS, readStatement, type Statement } from './statement.ts';

/**
 * Runs one database operation. `insert`, `query`, `update`, `delete`, `upsert` and `raw` return `{rows, count,
 * truncated?}`, `count` returns `{count}`, and `sum`, `avg`, `min` and `max` return `{value}`, null over no rows.
 */
export const run: NamespaceRun = async (request, context) => {
  if (context.signal.aborted) throw new RunError(ErrorCode.Timeout, 'the attempt was over before it began');
  const { resource } = request;
  switch (resource.provider) {
    case 'postgres': {
      const { runPostgres } = await import('./postgres/run.ts');
      return await runPostgres(statementOf(request), resource, context);
    }
    case 'mysql': {
      const { runMySql } = await import('./mysql/run.ts');
      return await runMySql(statementOf(request), resource, context);
    }
    case 'data-api': {
      const { runDataApi } = await import('./data-api/run.ts');
      return await runDataApi(statementOf(request), resource, context);
    }
    case 'dynamodb': {
      const { runDynamoDb } = await import('./dynamodb/run.ts');
      return await runDynamoDb(statementOf(request), resource, context);
    }
    case 'mongodb': {
      const { runMongoDb } = await import('./mongodb/run.ts');
      return await runMongoDb(statementOf(request), resource, context);
    }
    default:
      throw new RunError(ErrorCode.Validation, `Databases have no provider "${resource.provider}".`);
  }
};

function statementOf({ target, input, resource }: RunRequest): Statement {
  const { operation = '' } = target;
  if (!isOperation(operation)) {
    throw new RunError(ErrorCode.NotFound, unknownOperation(target, resource, OPERATIONS));
  }
  const statement = readStatement(operation, input, 'run');
  if (statement.ok) return statement.value;
  const issues = statement.issues.map(({ path, message }) => `${path}: ${message}`);
  throw new RunError(ErrorCode.Validation, issues.join('; '));
}
