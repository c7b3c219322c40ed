import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { freePort } from '../http-server.ts';
import type { Certify } from './certificates.ts';
import { findProgram, kill, startServer } from './processes.ts';
import type { Engine } from './suite-on.ts';

/** A MariaDB server, and how to take it away and bring it back. */
export interface MariaDb {
  url: string;
  port: number;
  crash(): Promise<void>;
  restart(): Promise<void>;
}

/**
 * Starts MariaDB of Debian's `mariadb-server` in a directory of its own.
 * @param certify makes the certificate it shows, in that directory; without it, it speaks no TLS
 */
export async function startMariaDb(certify?: Certify): Promise<Engine<MariaDb>> {
  const server = findProgram('mariadbd');
  const install = findProgram('mariadb-install-db');
  if (!server || !install) return { missing: 'mariadb-server is not installed' };
  const directory = await mkdtemp(join(tmpdir(), 'mariadb-'));
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  execFileSync(
    install,
    [...user, `--datadir=${directory}/data`, '--skip-test-db', '--auth-root-authentication-method=normal'],
    {
      stdio: 'ignore',
    },
  );
  const shown = certify?.(directory);
  const port = await freePort();
  const args = [
    '--no-defaults',
    ...user,
    `--datadir=${directory}/data`,
    `--socket=${directory}/sock`,
    `--pid-file=${directory}/pid`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    ...(shown ? [`--ssl-cert=${shown.certFile}`, `--ssl-key=${shown.keyFile}`] : []),
  ];
  let child = await startServer(server, args, port);
  const root = await createConnection({ host: '127.0.0.1', port, user: 'root' });
  await root.query('create database shop character set utf8mb4 collate utf8mb4_bin');
  await root.query("create user 'jobs'@'%' identified by 'p@ss/word'");
  await root.query("grant all on shop.* to 'jobs'@'%'");
  await root.query("grant process on *.* to 'jobs'@'%'");
  await root.end();
  return {
    engine: {
      url: `mysql://jobs:p%40ss%2Fword@127.0.0.1:${port}/shop`,
      port,
      crash: () => kill(child),
      restart: async () => {
        child = await startServer(server, args, port);
      },
    },
    stop: async () => {
      await kill(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
