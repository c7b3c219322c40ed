import neo4j, { type Driver } from 'neo4j-driver';
import { ErrorCode } from '../../../contract/errors.ts';
import type { BoltGraph } from '../../../contract/resources/graphs.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { Secrets } from '../../../core/ports/access.ts';

/** Longest wait for a connection, ms; the attempt's own limit may be shorter. */
const CONNECT_MS = 10_000;
/** A connection idle for longer is tried first, ms: Lambda freezes, and the network forgets meanwhile. */
const LIVENESS_MS = 30_000;
const DEFAULT_POOL_SIZE = 2;

interface Kept {
  driver: Driver;
  users: number;
}

/** One driver for each database and execution environment; a secret's new value makes a new one. */
const drivers = new Map<string, Kept>();

/**
 * Works with the driver of the graph, with its secrets resolved. After an error that `isLost`, the next run connects
 * anew, and the driver is closed once no run works with it.
 * @throws RunError `VALIDATION_ERROR` for an address that is none, and whatever `work` throws
 */
export async function withDriver<T>(
  graph: BoltGraph,
  secrets: Secrets,
  work: (driver: Driver) => Promise<T>,
  isLost: (error: unknown) => boolean,
): Promise<T> {
  const kept = await driverOf(graph, secrets);
  kept.users += 1;
  try {
    return await work(kept.driver);
  } catch (error) {
    if (isLost(error)) forget(kept);
    throw error;
  } finally {
    kept.users -= 1;
    if (kept.users === 0 && ![...drivers.values()].includes(kept)) kept.driver.close().catch(() => undefined);
  }
}

async function driverOf(graph: BoltGraph, secrets: Secrets): Promise<Kept> {
  const { url, username = '', password = '', poolSize = DEFAULT_POOL_SIZE } = graph;
  const [address, user, secret] = await Promise.all([
    resolveSecrets(url, secrets),
    resolveSecrets(username, secrets),
    resolveSecrets(password, secrets),
  ]);
  const key = JSON.stringify([address, user, secret, poolSize]);
  const kept = drivers.get(key) ?? { driver: connect(address, user, secret, poolSize), users: 0 };
  drivers.set(key, kept);
  return kept;
}

function connect(address: string, user: string, secret: string, poolSize: number): Driver {
  try {
    return neo4j.driver(address, user === '' ? undefined : neo4j.auth.basic(user, secret), {
      maxConnectionPoolSize: poolSize,
      connectionTimeout: CONNECT_MS,
      connectionAcquisitionTimeout: CONNECT_MS,
      connectionLivenessCheckTimeout: LIVENESS_MS,
      // Trying again is for the job's retry policy to say.
      disableAutoCommitRetries: true,
      telemetryDisabled: true,
      userAgent: 'ductape-scheduler',
    });
  } catch (error) {
    // The driver's message quotes the address, which may be a secret.
    throw new RunError(ErrorCode.Validation, "the graph's url is not a bolt:// or neo4j:// url", {
      cause: error,
    });
  }
}

function forget(lost: Kept): void {
  for (const [key, kept] of drivers) if (kept === lost) drivers.delete(key);
}
