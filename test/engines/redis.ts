import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../http-server.ts';
import type { Certificates, Certify } from './certificates.ts';
import { findProgram, kill, startServer } from './processes.ts';
import type { Engine } from './suite-on.ts';

/** A Redis server: its ports of TCP and of TLS, the password of its default user, and how to take it away and bring it back. */
export interface Redis {
  port: number;
  tlsPort: number;
  password: string;
  shown: Certificates;
  crash(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts Debian's `redis-server`. */
export async function startRedis(certify: Certify): Promise<Engine<Redis>> {
  const program = findProgram('redis-server');
  if (!program) return { missing: 'redis-server is not installed' };
  const directory = await mkdtemp(join(tmpdir(), 'redis-'));
  const shown = certify(directory);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const password = 'let-me/in';
  const args = [
    ...['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, '--requirepass', password],
    ...['--tls-port', String(tlsPort), '--tls-cert-file', shown.certFile, '--tls-key-file', shown.keyFile],
    ...['--tls-ca-cert-file', join(directory, 'ca.pem'), '--tls-auth-clients', 'no'],
  ];
  let child = await startServer(program, args, port);
  return {
    engine: {
      port,
      tlsPort,
      password,
      shown,
      crash: () => kill(child),
      restart: async () => {
        child = await startServer(program, args, port);
      },
    },
    stop: async () => {
      await kill(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
