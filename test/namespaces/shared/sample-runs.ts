import { createServer, type Socket } from 'node:net';
import { freePort } from '../../../bench/programs.ts';
import { NAMESPACES, type Namespace } from '../../../contract/namespaces.ts';
import type { NamespaceRun, RunContext } from '../../../core/ports/namespace.ts';
import { runFor } from '../../../namespaces/run-registry.ts';
import { SAMPLES } from '../../../namespaces/sample-registry.ts';
import type { Address, Sample } from '../../../namespaces/shared/sample.ts';
import { close, listen } from '../../http-server.ts';
import { accessWith, runContext } from './run-context.ts';

/** The secret key of the runs' credentials. */
export const AWS_KEY = 'key-of-the-sample';

const AWS = { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' };
const HOST = '127.0.0.1';

/** A server that takes connections, says nothing, and counts them. */
export let silent: Address & { connections: number; sockets: Set<Socket> };
/** An address at which no server listens. */
export let closed: Address;
const listener = createServer((socket) => {
  silent.connections += 1;
  silent.sockets.add(socket);
  socket.on('error', () => undefined);
});

/** A server that answers whatever it hears as a web server answers what it does not understand. */
export let foreign: Address;
const visitors = new Set<Socket>();
const web = createServer((socket) => {
  visitors.add(socket);
  socket.on('error', () => undefined);
  socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\n\r\nwhat?'));
});

/** Starts what the suites need, and ends it after them. */
export function useServers(): void {
  beforeAll(async () => {
    Object.assign(process.env, AWS);
    closed = { host: HOST, port: await freePort() };
    const port = Number(new URL(await listen(listener)).port);
    silent = { host: HOST, port, connections: 0, sockets: new Set() };
    foreign = { host: HOST, port: Number(new URL(await listen(web)).port) };
  });
  afterAll(async () => {
    for (const socket of [...silent.sockets, ...visitors]) socket.destroy();
    await Promise.all([close(listener), close(web)]);
  });
}

/** Runs a sample once, with clients of AWS of its own that go to the address. @param handle what does it; its handler unless told */
export async function runAt(
  { host, port }: Address,
  namespace: Namespace,
  sample: Sample,
  of: Partial<RunContext> = {},
  handle?: NamespaceRun,
) {
  process.env['AWS_ENDPOINT_URL'] = `http://${host}:${port}`;
  const run = handle ?? (await runFor(namespace, sample.resource));
  const aws = accessWith({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: AWS_KEY });
  const context = runContext({ secrets: sample.secrets, overrides: { namespace, aws, ...of } });
  return await run({ ...sample, target: { resource: 'it', ...sample.target } }, context);
}

/** Every provider of every namespace with its sample. */
export const ALL = NAMESPACES.flatMap((namespace) =>
  Object.entries(SAMPLES[namespace]).map(
    ([provider, sample]: [string, (address: Address) => Sample]) => [namespace, provider, sample] as const,
  ),
);
