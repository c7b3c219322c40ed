import type { ServerResponse } from 'node:http';
import { type HttpServer, startHttpServer } from '../http-server.ts';

/** What to answer; a function has the response to itself, to leave it open, say. */
export type Answer =
  | { status: number; json?: unknown; text?: string; headers?: Record<string, string> }
  | ((response: ServerResponse) => void);

/** A server that answers by the script, then with its last line for ever. */
export interface ApiServer extends HttpServer {
  /** Its address and port. */
  host: string;
}

export async function startApiServer(...script: [Answer, ...Answer[]]): Promise<ApiServer> {
  let answered = 0;
  const server = await startHttpServer((_request, response) => {
    const answer = script[Math.min(answered++, script.length - 1)] ?? script[0];
    if (typeof answer === 'function') return answer(response);
    const contentType = answer.text === undefined ? 'application/json' : 'text/html';
    response.writeHead(answer.status, { 'content-type': contentType, ...answer.headers });
    response.end(answer.text ?? JSON.stringify(answer.json));
  });
  return { ...server, host: new URL(server.endpoint).host };
}

/** A problem as the API writes it. */
export function problem(status: number, code: string, more: Record<string, unknown> = {}): Answer {
  return {
    status,
    json: { type: 'about:blank', title: code, status, code, detail: 'It is refused.', ...more },
    headers: { 'content-type': 'application/problem+json' },
  };
}

/** What `call` rejects with; fails the test when it does not. */
export async function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => {
      throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** Lets pauses of at least `ms` pass at once until it is disposed, and tells how long they were to be. */
export function skippedPauses(ms: number): Disposable & { pauses: number[] } {
  const pauses: number[] = [];
  const real = globalThis.setTimeout;
  const skip = (done: () => void, wait = 0) => {
    if (wait < ms) return real(done, wait);
    pauses.push(wait);
    return real(done, 0);
  };
  globalThis.setTimeout = Object.assign(skip, real) as typeof setTimeout;
  return {
    pauses,
    [Symbol.dispose]: () => {
      globalThis.setTimeout = real;
    },
  };
}
