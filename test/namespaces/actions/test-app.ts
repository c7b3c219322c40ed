import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import type { HttpApp, HttpEvent } from '../../../contract/resources/actions.ts';
import { run } from '../../../namespaces/actions/run.ts';
import { runContext } from '../shared/run-context.ts';

/** One request as the app saw it. */
export interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

const events: Record<string, HttpEvent> = {
  get: { method: 'GET', path: '/users/:id' },
  list: { method: 'GET', path: '/users' },
  search: { method: 'GET', path: '/search?v=2' },
  head: { method: 'HEAD', path: '/users' },
  post: { method: 'POST', path: '/users' },
  put: { method: 'PUT', path: '/users/:id' },
  drop: { method: 'DELETE', path: '/users/:id' },
  slashes: { method: 'GET', path: '//other.example/x' },
};

/** A real HTTP app on a free port that notes what it is sent and answers as it is told. */
export class TestApp {
  seen: Seen[] = [];
  /** Connections made to it. */
  sockets = 0;
  origin = '';
  answer: (request: Seen, response: ServerResponse) => void = answerOk;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
        this.seen.push(seen);
        this.answer(seen, response);
      });
    });
    this.#server.on('connection', () => this.sockets++);
  }

  async start(): Promise<void> {
    this.origin = await listen(this.#server);
  }

  reset(): void {
    this.seen = [];
    this.sockets = 0;
    this.answer = answerOk;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await close(this.#server);
  }

  /** Runs one attempt of the action `event` against it. */
  call(
    event: string,
    input: Record<string, unknown> = {},
    options: { app?: Partial<HttpApp>; context?: Parameters<typeof runContext>[0] } = {},
  ): Promise<unknown> {
    const resource: HttpApp = { provider: 'http', baseUrl: `${this.origin}/v1`, events, ...options.app };
    return run({ resource, target: { resource: 'crm', event }, input }, runContext(options.context));
  }
}

/** Answers JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Listens on a free port of 127.0.0.1 and tells the origin. */
export async function listen(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops listening, when the last connection is closed. */
export async function close(server: Server | TcpServer): Promise<void> {
  await new Promise((done) => server.close(done));
}

const answerOk: TestApp['answer'] = (_request, response) => json(response, 200, { ok: true });
