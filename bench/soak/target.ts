import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Config } from '../../contract/config.ts';

/** How the target answers a call. */
export type Answer = 'hit' | 'slow' | 'flaky' | 'broken' | 'hang';

const ANSWERS: Record<Answer, (response: ServerResponse) => void> = {
  hit: (response) => void response.writeHead(204).end(),
  slow: (response) => void setTimeout(() => response.writeHead(204).end(), 500 + Math.random() * 2000),
  flaky: (response) => void response.writeHead(Math.random() < 0.4 ? 503 : 204).end(),
  broken: (response) => void response.writeHead(400).end(),
  hang: () => undefined,
};

/** A target that answers well, late, badly or not at all. */
export type SoakTarget = Awaited<ReturnType<typeof startSoakTarget>>;

/** Starts it, and makes a config in which it is the app `target` of `bench` in `dev`. */
export async function startSoakTarget() {
  /** How often each run was called, by its idempotency key. */
  const calls = new Map<string, number>();
  let listeners: (() => void)[] = [];
  const server = createServer((request, response) => {
    const key = String(request.headers['idempotency-key']);
    calls.set(key, (calls.get(key) ?? 0) + 1);
    request.resume();
    const answer = request.url?.slice(1) ?? '';
    ANSWERS[isAnswer(answer) ? answer : 'hit'](response);
    for (const listener of listeners.splice(0)) listener();
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const events = Object.keys(ANSWERS).map((name) => [name, { method: 'POST', path: `/${name}` }]);
  const target = {
    provider: 'http',
    baseUrl: `http://127.0.0.1:${port}`,
    events: Object.fromEntries(events),
  } as const;
  const config: Config = { products: { bench: { envs: { dev: { actions: { target } } } } } };
  return {
    calls,
    config,
    /** Resolves when the next call arrives. */
    called: () =>
      new Promise<void>((resolve) => {
        listeners = [...listeners, resolve];
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isAnswer(name: string): name is Answer {
  return name in ANSWERS;
}
