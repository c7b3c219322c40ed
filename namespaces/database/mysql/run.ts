import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { ErrorCode } from '../../../contract/errors.ts';
import type { MySqlDatabase } from '../../../contract/resources/database.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { abortable } from '../../shared/connection.ts';
import { Rows } from '../result.ts';
import { type Outcome, shaped } from '../shaped.ts';
import { compile } from '../sql.ts';
import type { Statement } from '../statement.ts';
import { mysqlDialect } from './dialect.ts';
import { endsConnection, mysqlRunError } from './errors.ts';
import { forgetPool, poolOf } from './pool.ts';

/**
 * Runs the statement as one prepared statement, atomically, in UTC. MySQL offers no idempotency key: an insert that
 * must not be doubled by a second attempt needs a unique column, and `onConflict` or `upsert`.
 */
export async function runMySql(
  statement: Statement,
  database: MySqlDatabase,
  context: RunContext,
): Promise<unknown> {
  const pool = await poolOf(database, context.secrets);
  const connection = await connect(pool, context.signal);
  let broken = true;
  try {
    const outcome = await abortable(execute(connection, statement), context.signal, 'the database');
    // Raw SQL may leave anything on the connection.
    broken = statement.operation === 'raw';
    return shaped(statement, outcome);
  } catch (error) {
    const lost = endsConnection(error);
    broken = lost || statement.operation === 'raw';
    if (lost && !context.signal.aborted) forgetPool(pool);
    throw mysqlRunError(error, false);
  } finally {
    // Closing the connection also ends a statement still running on it.
    if (broken) connection.destroy();
    else connection.release();
  }
}

async function connect(pool: Pool, signal: AbortSignal): Promise<PoolConnection> {
  const connecting = pool.getConnection();
  try {
    const connection = await abortable(connecting, signal, 'the database');
    await prepare(connection);
    return connection;
  } catch (error) {
    connecting.then(
      (connection) => connection.release(),
      () => undefined,
    );
    if (!signal.aborted) forgetPool(pool);
    throw mysqlRunError(error, true);
  }
}

const prepared = new WeakSet<object>();

async function prepare(connection: PoolConnection): Promise<void> {
  if (prepared.has(connection.connection)) return;
  await connection.query(
    "set session time_zone = '+00:00', session sql_mode = concat(@@sql_mode, ',STRICT_ALL_TABLES')",
  );
  prepared.add(connection.connection);
}

async function execute(connection: PoolConnection, statement: Statement): Promise<Outcome> {
  if (statement.operation === 'insert' && statement.returning) {
    throw new RunError(ErrorCode.Validation, 'input.returning: MySQL returns no columns of what it writes');
  }
  const { sql: text, parameters } = compile(statement, mysqlDialect);
  const values = parameters.map(bindable);
  const [answer] = await connection.execute<RowDataPacket[] | ResultSetHeader>(text, values);
  const rows = new Rows();
  if (!Array.isArray(answer)) return { rows, count: countOf(statement, answer) };
  for (const row of answer) rows.add(row);
  return { rows, count: rows.count };
}

/** What the protocol for prepared statements takes; a nested value of raw SQL is JSON. */
function bindable(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // The driver sends every number as a double, which a column of exact decimals must not see.
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value;
  return JSON.stringify(value);
}

/** An update tells the rows it found apart from those it changed; an insert over a row there counts twice. */
function countOf(statement: Statement, { affectedRows, info }: ResultSetHeader): number {
  if (statement.operation === 'upsert') return 1;
  if (statement.operation === 'insert' && statement.onConflict?.action === 'update')
    return statement.data.length;
  const matched = /Rows matched: (\d+)/.exec(info ?? '')?.[1];
  return matched === undefined ? affectedRows : Number(matched);
}
