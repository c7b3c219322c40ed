import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../http-server.ts';
import { findProgram, kill, startServer } from './processes.ts';
import type { Engine } from './suite-on.ts';

/** A NATS server with JetStream and a token, and how to take it away and bring it back. */
export interface Nats {
  server: string;
  token: string;
  crash(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts Debian's `nats-server`. */
export async function startNats(): Promise<Engine<Nats>> {
  const program = findProgram('nats-server');
  if (!program) return { missing: 'nats-server is not installed' };
  const directory = await mkdtemp(join(tmpdir(), 'nats-'));
  const port = await freePort();
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', directory, '--auth', 'let-me-in'];
  let child = await startServer(program, args, port);
  return {
    engine: {
      server: `127.0.0.1:${port}`,
      token: 'let-me-in',
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
