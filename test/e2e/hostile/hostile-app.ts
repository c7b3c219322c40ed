import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { breakOff, type Received, startHttpServer } from '../../http-server.ts';

/** A call that the app got, by the run it belongs to. */
export interface RunCall {
  path: string;
  /** The run's identity. */
  key: string;
  /** When the run was due, Unix ms. */
  due: number;
  at: number;
}

type Answer = (response: ServerResponse, body: string, request: Received) => unknown;

const json = { 'content-type': 'application/json' };

/** What an app can answer that is unkind to its reader. */
const ANSWERS: Record<string, Answer> = {
  '/ok': (response) => response.writeHead(200, json).end('{"done":true}'),
  '/echo': (response, body, request) =>
    response.writeHead(200, json).end(JSON.stringify({ body, headers: request.headers, url: request.url })),
  '/echo-failure': (response, body, { headers }) =>
    response.writeHead(500, json).end(JSON.stringify({ message: `${body} ${headers['authorization']}` })),
  '/deep': (response) => response.writeHead(200, json).end('['.repeat(2500) + ']'.repeat(2500)),
  '/wide': (response) => response.writeHead(200, json).end(JSON.stringify(Array(50_000).fill({ a: 'b' }))),
  '/long': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(3_000_000)),
  '/headers': (response) => response.writeHead(200, { ...json, 'x-long': 'h'.repeat(30_000) }).end('{}'),
  '/gzip': (response) =>
    response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync('{"done":true}')),
  '/bomb': (response) =>
    response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
  '/broken': (response) => {
    breakOff(response, 200, '{"half":', json);
  },
  '/own-code': (response) => response.writeHead(500, json).end('{"code":"DEAD_LETTERED"}'),
  '/escapes': (response) => response.writeHead(500, json).end('{"message":"\\u001b[2J\\u202e\\u0000 gone"}'),
};

/** The paths of the app that answer unkindly. */
export const PATHS = Object.keys(ANSWERS).map((path) => path.slice(1));

/** An app that echoes, floods, breaks off and names codes that are not its own; it notes each call. */
export async function startHostileApp() {
  const calls: RunCall[] = [];
  const server = await startHttpServer((request, response) => {
    const key = String(request.headers['idempotency-key']);
    const path = request.url.replace(/\?.*$/s, '');
    calls.push({ path, key, due: Number(/-(\d+)$/.exec(key)?.[1]), at: request.at });
    const answer = ANSWERS[path] ?? ANSWERS['/ok'];
    answer?.(response, request.body, request);
  });
  return { calls, url: server.endpoint, stop: server.close };
}
