import { MongoClient } from 'mongodb';
import type { MongoDbDatabase } from '../../contract/resources/database.ts';
import type { Secrets } from '../../core/ports/secrets.ts';
import { resolveUrl } from '../shared/secret-url.ts';

/** Longest wait for a server, ms; the attempt's own limit may be shorter. */
const CONNECT_MS = 10_000;
const DEFAULT_POOL_SIZE = 2;

/** One client per server and execution environment; a secret's new value makes a new one. */
const clients = new Map<string, MongoClient>();

/** The client of the database, with its secrets resolved; it connects when it is first used. */
export async function clientOf(database: MongoDbDatabase, secrets: Secrets): Promise<MongoClient> {
  const { poolSize = DEFAULT_POOL_SIZE } = database;
  const url = await resolveUrl(database.url, secrets);
  const key = JSON.stringify([url, poolSize]);
  const kept = clients.get(key);
  if (kept) return kept;
  const client = new MongoClient(url, {
    appName: 'ductape-scheduler',
    maxPoolSize: poolSize,
    serverSelectionTimeoutMS: CONNECT_MS,
    // Whether there is another attempt is for the job's retry policy to say.
    retryWrites: false,
    retryReads: false,
  });
  clients.set(key, client);
  return client;
}

/** The next run connects anew. */
export function forgetClient(client: MongoClient): void {
  for (const [key, kept] of clients) if (kept === client) clients.delete(key);
  client.close().catch(() => undefined);
}
