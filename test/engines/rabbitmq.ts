import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../http-server.ts';
import { findProgram, kill, startServer } from './processes.ts';
import type { Engine } from './suite-on.ts';

/** A RabbitMQ server, by its url. */
export interface RabbitMq {
  url: string;
}

/** Starts Debian's `rabbitmq-server` as a node of its own. */
export async function startRabbitMq(): Promise<Engine<RabbitMq>> {
  const program = '/usr/lib/rabbitmq/bin/rabbitmq-server';
  if (findProgram('rabbitmq-server') === undefined) return { missing: 'rabbitmq-server is not installed' };
  const directory = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
  const [port, distribution] = [await freePort(), await freePort()];
  const environment = {
    HOME: directory,
    RABBITMQ_NODENAME: `test${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(directory, 'mnesia'),
    RABBITMQ_LOG_BASE: join(directory, 'log'),
    RABBITMQ_PID_FILE: join(directory, 'pid'),
    RABBITMQ_CONFIG_FILE: join(directory, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'plugins'),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  const child = await startServer(program, [], port, environment);
  return {
    engine: { url: `amqp://guest:$Secret{RABBIT}@127.0.0.1:${port}` },
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => {
        child.once('exit', resolve);
        setTimeout(() => void kill(child).then(resolve), 10_000).unref();
      });
      await rm(directory, { recursive: true, force: true });
    },
  };
}
