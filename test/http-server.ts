import {
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
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
  url: string;
  port: number;
  /** All requests so far, the oldest first. */
  received: Received[];
  /** Ends it with all its connections; a second time does nothing. */
  close(): Promise<void>;
}

/** Starts a server; the test that starts it closes it. A handler that throws breaks the connection. */
export async function startHttpServer(answer: Answer): Promise<HttpServer> {
  const received: Received[] = [];
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, port, received, close, [Symbol.asyncDispose]: close };
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
