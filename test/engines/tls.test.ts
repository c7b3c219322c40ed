import type { Database } from '../../contract/config.ts';
import { defined } from '../../contract/plain-data.ts';
import { operate } from '../namespaces/database/databases.ts';
import { failure } from '../namespaces/shared/run-failure.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { startJavaServer } from './java.ts';
import { startMariaDb } from './mariadb.ts';
import { startPostgresServer } from './postgres.ts';
import { type Engine, suiteOn } from './suite-on.ts';

/** Starts a server with a certificate of its own authority, and keeps what it shows. */
async function certified<T>(
  start: (certify: (directory: string) => Certificates) => Promise<Engine<T>>,
): Promise<Engine<T & { shown: Certificates }>> {
  let shown: Certificates | undefined;
  const started = await start((directory) => {
    shown = makeCertificates(directory);
    return shown;
  });
  if ('missing' in started || !shown) return { missing: 'missing' in started ? started.missing : 'no TLS' };
  return { ...started, engine: { ...started.engine, shown } };
}

/** @param at a resource of the server by a host name, with these authorities */
function describeTls(
  { ca, other }: Certificates,
  at: (host: string, ca?: string) => Database,
  probe: (resource: Database, named?: Record<string, string>) => Promise<unknown>,
): void {
  test('is reached by TLS where `ca` is the authority of its certificate', async () => {
    await probe(at('localhost', ca));
  });

  test('is reached where a secret holds the authority, among others', async () => {
    await probe(at('localhost', '$Secret{CA}'), { CA: `Ours:\n${other}${ca}` });
  });

  test('is not reached without the authority, with another one, or under a name the certificate is not for', async () => {
    for (const resource of [at('localhost'), at('localhost', other)]) {
      expect(await failure(probe(resource))).toMatchObject({ code: 'CONNECTION_ERROR' });
    }
    expect((await failure(probe(at('127.0.0.1', ca)))).code).toMatch(/^(CONNECTION|VALIDATION)_ERROR$/);
  }, 60_000);
}

const value = (resource: Database, named: Record<string, string> = {}) =>
  operate(resource, 'raw', { query: 'select 1 as one', params: [] }, { named });

await suiteOn(
  'PostgreSQL by TLS',
  () => certified(startPostgresServer),
  ({ port, shown }) => {
    describeTls(
      shown,
      (host, ca) => ({
        provider: 'postgres',
        url: `postgres://postgres@${host}:${port}/postgres`,
        ...defined({ ca }),
      }),
      value,
    );
  },
);

await suiteOn(
  'MariaDB by TLS',
  () => certified(startMariaDb),
  ({ port, shown }) => {
    describeTls(
      shown,
      (host, ca) => ({
        provider: 'mysql',
        url: `mysql://jobs:p%40ss%2Fword@${host}:${port}/shop`,
        ...defined({ ca }),
      }),
      value,
    );
  },
);

await suiteOn(
  "MongoDB's protocol by TLS",
  () => certified((certify) => startJavaServer('mongodb', 'Mongo', certify)),
  ({ port, shown }) => {
    describeTls(
      shown,
      (host, ca) => ({
        provider: 'mongodb',
        // The file is DocumentDB's own example's; nothing reads it.
        url: `mongodb://${host}:${port}/?tls=true&tlsCAFile=global-bundle.pem`,
        database: 'shop',
        ...defined({ ca }),
      }),
      (resource, named = {}) => operate(resource, 'count', { table: 'notes' }, { named }),
    );
  },
);
