import pg from 'pg';
import type { PostgresDatabase } from '../../../contract/resources/database.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { abortable } from '../../shared/connection.ts';
import { Rows } from '../result.ts';
import { type Outcome, shaped } from '../shaped.ts';
import { compile } from '../sql.ts';
import type { Statement } from '../statement.ts';
import { postgresDialect } from './dialect.ts';
import { endsConnection, postgresRunError } from './errors.ts';
import { forgetPool, poolOf } from './pool.ts';

/**
 * Runs the statement in one round trip, atomically. PostgreSQL offers no idempotency key: an insert that must not
 * be doubled by a second attempt needs a unique column, and `onConflict` or `upsert`.
 */
export async function runPostgres(
  statement: Statement,
  database: PostgresDatabase,
  context: RunContext,
): Promise<unknown> {
  const pool = await poolOf(database, context.secrets);
  const client = await connect(pool, context.signal);
  let broken = true;
  try {
    await limitTime(client, context.timeout);
    const result = await abortable(execute(client, statement), context.signal, 'the database');
    broken = statement.operation === 'raw' && !(await resetSession(client));
    return shaped(statement, result);
  } catch (error) {
    const lost = endsConnection(error);
    broken = lost || statement.operation === 'raw';
    if (lost && !context.signal.aborted) forgetPool(pool);
    throw postgresRunError(error, false);
  } finally {
    // A broken connection is closed, which also ends a statement still running on it.
    client.release(broken);
  }
}

async function connect(pool: pg.Pool, signal: AbortSignal): Promise<pg.PoolClient> {
  const connecting = pool.connect();
  try {
    return await abortable(connecting, signal, 'the database');
  } catch (error) {
    connecting.then(
      (client) => client.release(),
      () => undefined,
    );
    if (!signal.aborted) forgetPool(pool);
    throw postgresRunError(error, true);
  }
}

/** The limit last set on each connection, ms. */
const timeLimits = new WeakMap<pg.PoolClient, number>();

/** Lets the server itself end what we no longer wait for: closing the socket alone does not stop it. */
async function limitTime(client: pg.PoolClient, timeout: number): Promise<void> {
  const ms = Math.max(1, Math.ceil(timeout));
  if (timeLimits.get(client) === ms) return;
  await client.query("select set_config('statement_timeout', $1, false)", [String(ms)]);
  timeLimits.set(client, ms);
}

/** Undoes what raw SQL may have left on the connection; it fails inside a transaction left open. */
async function resetSession(client: pg.PoolClient): Promise<boolean> {
  timeLimits.delete(client);
  return client.query('discard all').then(
    () => true,
    () => false,
  );
}

/** Rows are taken one by one, so a huge result is counted but never held. */
function execute(client: pg.PoolClient, statement: Statement): Promise<Outcome> {
  const { sql: text, parameters } = compile(statement, postgresDialect);
  const rows = new Rows();
  // The extended protocol takes one statement only, also without parameters.
  const config = { text, values: [...parameters], queryMode: 'extended' };
  const query = new pg.Query(config);
  return new Promise((resolve, reject) => {
    query.on('row', (row: Record<string, unknown>) => rows.add(row));
    query.on('end', (result) => resolve({ rows, count: result.rowCount ?? rows.count }));
    query.on('error', reject);
    client.query(query);
  });
}
