import { createSecureContext } from 'node:tls';
import pg from 'pg';
import { ErrorCode } from '../../../contract/errors.ts';
import type { PostgresDatabase } from '../../../contract/resources/database.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { Secrets } from '../../../core/ports/access.ts';
import { authoritiesFor, resolveUrl } from '../../shared/connection.ts';
import { types } from './types.ts';

/** Longest wait for a connection, ms; the attempt's own limit may be shorter. */
const CONNECT_MS = 10_000;
const DEFAULT_POOL_SIZE = 2;

/** One pool per database and execution environment; a secret's new value makes a new pool. */
const pools = new Map<string, pg.Pool>();

/** The pool of the database, with its secrets resolved. */
export async function poolOf(database: PostgresDatabase, secrets: Secrets): Promise<pg.Pool> {
  const { ssl = 'require', poolSize = DEFAULT_POOL_SIZE } = database;
  const url = withoutSslMode(await resolveUrl(database.url, secrets));
  const ca = await authoritiesFor([new URL(url).hostname], database.ca, secrets);
  const key = JSON.stringify([url, ssl, database.ca && ca, poolSize]);
  const kept = pools.get(key);
  if (kept) return kept;
  const pool = new pg.Pool({
    connectionString: url,
    ssl: ssl === 'require' && {
      rejectUnauthorized: true,
      ...(ca && { secureContext: createSecureContext({ ca }) }),
    },
    max: poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    allowExitOnIdle: true,
    keepAlive: true,
    application_name: 'ductape-scheduler',
    types,
  });
  // A connection that breaks would else end the process. Where one is dead the others likely are too.
  pool.on('connect', (client) => client.on('error', () => forgetPool(pool)));
  pool.on('error', () => forgetPool(pool));
  pools.set(key, pool);
  return pool;
}

/** The next run connects anew; who still waits for this pool is served, and its idle connections expire. */
export function forgetPool(pool: pg.Pool): void {
  for (const [key, kept] of pools) if (kept === pool) pools.delete(key);
}

/** The option `ssl` decides alone: in the driver a mode in the url would win and could switch the check off. */
function withoutSslMode(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new RunError(ErrorCode.Validation, "the database's url is not a postgres:// url");
  }
  for (const name of ['ssl', 'sslmode', 'sslrootcert', 'uselibpqcompat']) url.searchParams.delete(name);
  return url.href;
}
