import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Listens on 127.0.0.1 only and resolves to the port (0 asks for a free one). Idle connections are kept open, so that
 * a client never meets a connection that the server is just closing.
 */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
