import type { Database, ResourceAt } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun, RunContext, RunRequest } from '../../core/ports/namespace.ts';
import { loadProvider } from '../shared/provider-table.ts';
import { unknownOperation } from '../shared/target.ts';
import { isOperation, OPERATIONS, readStatement, type Statement } from './statement.ts';

/** Executes one statement in a database. @throws RunError by the provider's errors */
type Execute<D extends Database> = (
  statement: Statement,
  database: D,
  context: RunContext,
) => Promise<unknown>;

/** How each provider executes statements, loaded when it is first used. */
const PROVIDERS: {
  [P in Database['provider']]: () => Promise<Execute<ResourceAt<'database', P>>>;
} = {
  postgres: async () => (await import('./postgres/run.ts')).runPostgres,
  mysql: async () => (await import('./mysql/run.ts')).runMySql,
  'data-api': async () => (await import('./data-api/run.ts')).runDataApi,
  dynamodb: async () => (await import('./dynamodb/run.ts')).runDynamoDb,
  mongodb: async () => (await import('./mongodb/run.ts')).runMongoDb,
};

/**
 * Runs one database operation. `insert`, `query`, `update`, `delete`, `upsert` and `raw` return `{rows, count,
 * truncated?}`, `count` returns `{count}`, and `sum`, `avg`, `min` and `max` return `{value}`, null over no rows.
 */
export const run: NamespaceRun = async (request, context) => {
  if (context.signal.aborted) throw new RunError(ErrorCode.Timeout, 'the attempt was over before it began');
  const { resource, run: execute } = await loadProvider<Database, Execute<Database>>(
    PROVIDERS,
    request.resource,
    'database',
  );
  return await execute(statementOf(request), resource, context);
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
