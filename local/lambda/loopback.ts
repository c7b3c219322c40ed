import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { guard, type IsView } from './loopback-guard.ts';

/** A server on this machine. */
export interface LocalServer {
  port: number;
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  /** Closes the port and all connections. */
  stop(): Promise<void>;
}

/** Serves programs on this machine on 127.0.0.1; port 0 asks for a free one. Requests of web pages are refused, but for links to views. */
export async function serveOnLoopback(
  listener: RequestListener,
  port: number,
  isView?: IsView,
): Promise<LocalServer> {
  const server = createServer(listener);
  const actualPort = await listenOnLoopback(server, port, isView);
  return {
    port: actualPort,
    endpoint: `http://127.0.0.1:${actualPort}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Has a server listen on 127.0.0.1 only, refusing requests of web pages, and resolves to the port (0 asks for a free
 * one). Idle connections are kept open, so that a client never meets a connection that the server is just closing; one whose request
 * was answered before all of it came is closed, as its rest is not read.
 */
export async function listenOnLoopback(server: Server, port: number, isView?: IsView): Promise<number> {
  guard(server, isView);
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    response.once('finish', () => {
      if (!request.complete) request.destroy();
    });
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
