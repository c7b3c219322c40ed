import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../bench/programs.ts';

/** A private authority and what a server shows that it has signed for. */
export interface Certificates {
  /** The authority's own certificate, in PEM. */
  ca: string;
  /** Another authority's, which has signed nothing here. */
  other: string;
  /** Files of the server's certificate, its key, and both in PKCS #12 with the password `secret`. */
  certFile: string;
  keyFile: string;
  storeFile: string;
}

/** Makes what a server shows, in its directory. */
export type Certify = (directory: string) => Certificates;

/** Makes all of it in `directory` with OpenSSL, for the name `localhost`. @throws Error where there is no OpenSSL */
export function makeCertificates(directory: string): Certificates {
  const host = 'localhost';
  const openssl = findProgram('openssl') ?? 'openssl';
  const run = (...args: string[]) => execFileSync(openssl, args, { cwd: directory, stdio: 'ignore' });
  const authority = (name: string) =>
    run(
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  authority('ca');
  authority('other');
  // A key that every driver and Java reads.
  run(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    `/CN=${host}`,
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
  );
  writeFileSync(join(directory, 'names'), `subjectAltName=DNS:${host}`);
  run(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', '2', '-extfile', 'names', '-out', 'server.pem'],
  );
  run(
    ...['pkcs12', '-export', '-in', 'server.pem', '-inkey', 'server.key', '-passout', 'pass:secret'],
    ...['-out', 'server.p12'],
  );
  chmodSync(join(directory, 'server.key'), 0o600);
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  return {
    ca: read('ca.pem'),
    other: read('other.pem'),
    certFile: join(directory, 'server.pem'),
    keyFile: join(directory, 'server.key'),
    storeFile: join(directory, 'server.p12'),
  };
}
