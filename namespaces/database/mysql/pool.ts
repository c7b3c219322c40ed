import { isIP } from 'node:net';
import { createPool, type Pool } from 'mysql2/promise';
import { ErrorCode } from '../../../contract/errors.ts';
import type { MySqlDatabase } from '../../../contract/resources/database.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { Secrets } from '../../../core/ports/access.ts';
import { authoritiesFor, resolveUrl } from '../../shared/connection.ts';
import { readField } from './types.ts';

/** Longest wait for a connection, ms; the attempt's own limit may be shorter. */
const CONNECT_MS = 10_000;
const DEFAULT_POOL_SIZE = 2;

/** One pool per database and execution environment; a secret's new value makes a new pool. */
const pools = new Map<string, Pool>();

/** The pool of the database, with its secrets resolved. */
export async function poolOf(database: MySqlDatabase, secrets: Secrets): Promise<Pool> {
  const { ssl = 'require', poolSize = DEFAULT_POOL_SIZE } = database;
  const url = await resolveUrl(database.url, secrets);
  const host = decodeURIComponent(parse(url).hostname);
  // The driver holds the certificate of an address against the name "localhost".
  if (ssl === 'require' && isIP(host) > 0) {
    throw new RunError(
      ErrorCode.Validation,
      "the database's url names an IP address, for which no certificate can be checked: name its host",
    );
  }
  const ca = await authoritiesFor([host], database.ca, secrets);
  const key = JSON.stringify([url, ssl, database.ca && ca, poolSize]);
  const kept = pools.get(key);
  if (kept) return kept;
  const { port, username, password, pathname } = parse(url);
  const pool = createPool({
    host,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    // Without `verifyIdentity` the driver takes any name that the authorities vouch for.
    ...(ssl === 'require' && { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...(ca && { ca }) } }),
    connectionLimit: poolSize,
    connectTimeout: CONNECT_MS,
    enableKeepAlive: true,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    multipleStatements: false,
    // The server then counts the rows that an update changed, and tells apart an insert that met a row.
    flags: ['-FOUND_ROWS'],
    typeCast: readField,
  });
  pools.set(key, pool);
  return pool;
}

/** The next run connects anew; the connections of this pool are closed. */
export function forgetPool(pool: Pool): void {
  for (const [key, kept] of pools) if (kept === pool) pools.delete(key);
  pool.end().catch(() => undefined);
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'mysql:') return url;
  throw new RunError(ErrorCode.Validation, "the database's url is not a mysql:// url");
}
