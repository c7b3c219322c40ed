import { GRAPH_OPERATIONS } from '../../contract/dispatch.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun, RunRequest } from '../../core/ports/namespace-run.ts';
import { unknownOperation } from '../shared/unknown-operation.ts';
import { isOperation, readStatement, type Statement } from './operations.ts';

/**
 * Runs one graph operation. Those on nodes return `{nodes, count}`, on relationships `{relationships, count}`,
 * deletions `{deleted}`, and `query` `{rows, count}`; `truncated` tells that not all fit. What `createNode` and
 * `createRelationship` make is made once for a run, whatever is delivered again: they merge on the property
 * `_ductape_run`, which no result shows. A uniqueness constraint on it, for a label, makes that as quick as an index
 * is, and holds where two deliveries come at the same moment.
 */
export const run: NamespaceRun = async (request, context) => {
  const { resource } = request;
  switch (resource.provider) {
    case 'neo4j': {
      const { runNeo4j } = await import('./neo4j/run.ts');
      return await runNeo4j(statementOf(request), resource, context);
    }
    case 'neptune': {
      const { runNeptune } = await import('./neptune/run.ts');
      return await runNeptune(statementOf(request), resource, context);
    }
    default:
      throw new RunError(ErrorCode.Validation, `Graphs have no provider "${resource.provider}".`);
  }
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
