import neo4j, { type Driver, Neo4jError } from 'neo4j-driver';
import { ErrorCode } from '../../contract/errors.ts';
import type { BoltGraph } from '../../contract/resources/graphs.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import type { RunContext } from '../../core/ports/namespace-run.ts';
import { abortable } from '../shared/abortable.ts';
import { errorType } from '../shared/error-table.ts';
import { type CypherDialect, cypherOf } from './cypher.ts';
import { plainValue } from './neo4j-values.ts';
import type { Statement } from './operations.ts';
import { resultOf } from './result.ts';

const CONNECT_MS = 10_000;
const DEFAULT_POOL_SIZE = 2;

/** Ids of Neo4j 5 are text. */
const DIALECT: CypherDialect = { idOf: (variable) => `elementId(${variable})` };

/** One driver for each database and execution environment; a secret's new value makes a new one. */
const drivers = new Map<string, Driver>();

/** Runs the statement in one transaction over Bolt, which ends with the attempt. */
export async function runNeo4j(
  statement: Statement,
  graph: BoltGraph,
  context: RunContext,
): Promise<unknown> {
  const driver = await driverOf(graph, context);
  const session = driver.session({ ...(graph.database !== undefined && { database: graph.database }) });
  const { text, params, reads } = cypherOf(statement, DIALECT, context.identity);
  try {
    // No transaction function: those try again by themselves, which is for the job's retry policy to say.
    const running = session.run(text, boundParams(params), { timeout: context.timeout });
    const { records } = await abortable(Promise.resolve(running), context.signal, 'the graph');
    const rows = records.map((record) => Object(plainValue(record.toObject())));
    return resultOf(reads, rows);
  } catch (error) {
    if (isLost(error)) forget(driver);
    throw neo4jError(error);
  } finally {
    await session.close().catch(() => undefined);
  }
}

async function driverOf(graph: BoltGraph, context: RunContext): Promise<Driver> {
  const { url, username = '', password = '', poolSize = DEFAULT_POOL_SIZE } = graph;
  const [address, user, secret] = await Promise.all(
    [url, username, password].map((text) => resolveSecrets(text, context.secrets)),
  );
  const key = JSON.stringify([address, user, secret, poolSize]);
  const kept = drivers.get(key);
  if (kept) return kept;
  const auth = user === '' ? undefined : neo4j.auth.basic(user ?? '', secret ?? '');
  const driver = neo4j.driver(address ?? '', auth, {
    maxConnectionPoolSize: poolSize,
    connectionTimeout: CONNECT_MS,
    connectionAcquisitionTimeout: CONNECT_MS,
    userAgent: 'ductape-scheduler',
  });
  drivers.set(key, driver);
  return driver;
}

function forget(driver: Driver): void {
  for (const [key, kept] of drivers) if (kept === driver) drivers.delete(key);
  driver.close().catch(() => undefined);
}

/** JavaScript has one kind of number: a whole one is an integer to the graph, as it is in JSON. */
function boundParams(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bound(inner)]));
}

function bound(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (Array.isArray(value)) return value.map(bound);
  return typeof value === 'object' && value !== null ? boundParams({ ...value }) : value;
}

function isLost(error: unknown): boolean {
  return error instanceof Neo4jError && /^(ServiceUnavailable|SessionExpired)$/.test(error.code);
}

/** The server's message quotes the query and its values; its status code says enough. */
function neo4jError(error: unknown): RunError {
  if (error instanceof RunError) return error;
  if (!(error instanceof Neo4jError)) {
    const { code = 'unknown error' } = Object(error);
    return new RunError(ErrorCode.Connection, `the graph could not be reached: ${code}`, { cause: error });
  }
  const type = errorType('neo4j', error.code) ?? 'GRAPH_ERROR';
  return new RunError(type, `Neo4j: ${error.code}`, { cause: error });
}
