import neo4j, { type Driver, Neo4jError, type Session } from 'neo4j-driver';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord, defined } from '../../../contract/plain-data.ts';
import type { BoltGraph } from '../../../contract/resources/graphs.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { abortable } from '../../shared/connection.ts';
import { errorType } from '../../shared/error-code.ts';
import { cypherOf } from '../cypher.ts';
import type { CypherDialect, CypherQuery } from '../cypher-text.ts';
import type { Statement } from '../operations.ts';
import { GraphRows } from '../result.ts';
import { withDriver } from './drivers.ts';
import { errors } from './errors.ts';
import { boundParams, plainValue } from './values.ts';

/** Ids of Neo4j 5 are text; its older numbers still find a node. */
const DIALECT: CypherDialect = {
  idOf: (variable) => `elementId(${variable})`,
  numberOf: (variable) => `id(${variable})`,
};

/**
 * Runs the statement in one transaction over Bolt, which the server ends with the attempt. What only finds may be
 * answered by a reader of a cluster, which can lag behind its writer.
 */
export async function runNeo4j(
  statement: Statement,
  graph: BoltGraph,
  context: RunContext,
): Promise<unknown> {
  const query = cypherOf(statement, DIALECT, context.identity);
  const { READ, WRITE } = neo4j.session;
  const mode = statement.operation.startsWith('find') ? READ : WRITE;
  const work = async (driver: Driver) => {
    const session = driver.session({
      defaultAccessMode: mode,
      ...defined({ database: graph.database }),
    });
    try {
      return await abortable(rowsOf(session, query, context.timeout), context.signal, 'the graph');
    } finally {
      // This also ends a query that still runs, if the server hears it; one that does not is not waited for.
      await abortable(session.close(), context.signal, 'the graph').catch(() => undefined);
    }
  };
  try {
    return (await withDriver(graph, context.secrets, work, isLost)).result();
  } catch (error) {
    throw neo4jError(error);
  }
}

/** Rows are taken one by one, so a huge result is counted but never held. */
async function rowsOf(session: Session, query: CypherQuery, timeout: number): Promise<GraphRows> {
  const rows = new GraphRows(query);
  const limit = Math.max(1, Math.ceil(timeout));
  for await (const record of session.run(query.text, boundParams(query.params), { timeout: limit })) {
    rows.add(asRecord(plainValue(record.toObject())));
  }
  return rows;
}

/** After a timeout too: it may be the connection that says nothing any more. */
function isLost(error: unknown): boolean {
  if (error instanceof RunError) return error.code === ErrorCode.Timeout;
  return error instanceof Neo4jError && /^(ServiceUnavailable|SessionExpired)$/.test(error.code);
}

/** The server's message quotes the query and its values; its status code says enough. */
function neo4jError(error: unknown): RunError {
  if (error instanceof RunError) return error;
  if (!(error instanceof Neo4jError)) {
    const { code = 'unknown error' } = asRecord(error);
    return new RunError(ErrorCode.Connection, `the graph could not be reached: ${code}`, { cause: error });
  }
  const type = errorType(errors, error.code) ?? ErrorCode.Graph;
  return new RunError(type, `Neo4j: ${error.code}`, { cause: error });
}
