import { MongoClient } from 'mongodb';
import type { MongoDbDatabase } from '../../../contract/resources/database.ts';
import type { Secrets } from '../../../core/ports/access.ts';
import { authoritiesFor, resolveUrl } from '../../shared/connection.ts';

/** Longest wait for a server, ms; the attempt's own limit may be shorter. */
const CONNECT_MS = 10_000;
const DEFAULT_POOL_SIZE = 2;

/** One client per server and execution environment; a secret's new value makes a new one. */
const clients = new Map<string, MongoClient>();

/** The client of the database, with its secrets resolved; it connects when it is first used. */
export async function clientOf(database: MongoDbDatabase, secrets: Secrets): Promise<MongoClient> {
  const { poolSize = DEFAULT_POOL_SIZE } = database;
  const url = withoutCaFile(await resolveUrl(database.url, secrets));
  const ca = await authoritiesFor(hostsOf(url), database.ca, secrets);
  const key = JSON.stringify([url, database.ca && ca, poolSize]);
  const kept = clients.get(key);
  if (kept) return kept;
  const client = new MongoClient(url, {
    appName: 'ductape-scheduler',
    ...(ca && { ca }),
    ...(database.ca !== undefined && { tls: true }),
    maxPoolSize: poolSize,
    serverSelectionTimeoutMS: CONNECT_MS,
    // Whether there is another attempt is for the job's retry policy to say.
    retryWrites: false,
    retryReads: false,
  });
  clients.set(key, client);
  return client;
}

/** The option `ca` decides: the file that DocumentDB's examples name is not in a Lambda. */
function withoutCaFile(url: string): string {
  return url.replace(/([?&])tlsCAFile=[^&]*&?/i, '$1').replace(/[?&]$/, '');
}

/** The hosts of a url, of which there may be several; without their ports. */
function hostsOf(url: string): string[] {
  const [, authority = ''] = /^[^:]+:\/\/(?:[^/?]*@)?([^/?]*)/.exec(url) ?? [];
  return authority.split(',').map((host) => host.replace(/:\d+$/, ''));
}

/** The next run connects anew. */
export function forgetClient(client: MongoClient): void {
  for (const [key, kept] of clients) if (kept === client) clients.delete(key);
  client.close().catch(() => undefined);
}
