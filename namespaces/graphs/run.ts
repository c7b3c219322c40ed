import type { Graph, ResourceAt } from '../../contract/config.ts';
import { GRAPH_OPERATIONS } from '../../contract/dispatch.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun, RunContext, RunRequest } from '../../core/ports/namespace.ts';
import { loadProvider } from '../shared/provider-table.ts';
import { unknownOperation } from '../shared/target.ts';
import { isOperation, readStatement, type Statement } from './operations.ts';

/** Executes one statement in a graph. @throws RunError by the provider's errors */
type Execute<G extends Graph> = (statement: Statement, graph: G, context: RunContext) => Promise<unknown>;

/** How each provider executes statements, loaded when it is first used. */
const PROVIDERS: { [P in Graph['provider']]: () => Promise<Execute<ResourceAt<'graphs', P>>> } = {
  neo4j: async () => (await import('./neo4j/run.ts')).runNeo4j,
  neptune: async () => (await import('./neptune/run.ts')).runNeptune,
};

/**
 * Runs one graph operation. Those on nodes return `{nodes, count}`, on relationships `{relationships, count}`,
 * deletions `{deleted}`, and `query` `{rows, count}`; `truncated` tells that not all fit. What `createNode` and
 * `createRelationship` make is made once for a run, whatever is delivered again: they merge on the property
 * `_ductape_run`, which no result shows. A uniqueness constraint on it, for a label, makes that as quick as an index
 * is, and holds where two deliveries come at the same moment.
 */
export const run: NamespaceRun = async (request, context) => {
  const { resource, run: execute } = await loadProvider<Graph, Execute<Graph>>(
    PROVIDERS,
    request.resource,
    'graphs',
  );
  return await execute(statementOf(request), resource, context);
};

function statementOf({ target, input, resource }: RunRequest): Statement {
  const { operation = '' } = target;
  if (!isOperation(operation)) {
    throw new RunError(ErrorCode.NotFound, unknownOperation(target, resource, GRAPH_OPERATIONS));
  }
  const statement = readStatement(operation, input, 'run');
  if (statement.ok) return statement.value;
  const issues = statement.issues.map(({ path, message }) => `${path}: ${message}`);
  throw new RunError(ErrorCode.Validation, issues.join('; '));
}
