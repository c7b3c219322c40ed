import {
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it arrived, its body read to the end. */
export interface Received {
  method: string;
  /** As on the wire, with the query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  bytes: Buffer;
  /** When its body had come, Unix ms. */
  at: number;
}

/** Answers a request, or leaves it open. */
export type Answer = (request: Received, response: ServerResponse) => unknown;

/** A server of this process, on a free port of 127.0.0.1. */
export interface HttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:` and the port. */
  endpoint: string;
  port: number;
  /** All requests so far, the oldest first. */
  received: Received[];
  /** How many connections it got. */
  connections(): number;
  /** Ends it with all its connections. */
  close(): Promise<void>;
}

/** Starts a server; the test that starts it closes it. A handler that throws breaks the connection. */
export async function startHttpServer(answer: Answer): Promise<HttpServer> {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    try {
      const bytes = await buffer(request);
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: bytes.toString(), bytes, at: Date.now() };
      received.push(seen);
      await answer(seen, response);
    } catch {
      response.destroy();
    }
  });
  server.on('connection', () => {
    connections += 1;
  });
  const endpoint = await listen(server);
  const end = async () => {
    server.closeAllConnections();
    await close(server);
  };
  return {
    endpoint,
    port: Number(new URL(endpoint).port),
    received,
    connections: () => connections,
    close: end,
    [Symbol.asyncDispose]: end,
  };
}

/** Begins an answer and hangs up in its middle, when what was written is on its way. */
export function breakOff(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-length': '1000', ...headers });
  response.write(text, () => response.destroy());
}

/** Answers JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Listens on a free port of 127.0.0.1 and tells the origin. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops listening; resolves when the last connection is closed. */
export async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}
