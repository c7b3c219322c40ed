import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Config } from '../contract/config.ts';

/** A call that arrived at the target. */
export interface Hit {
  job: string;
  /** When it was due, Unix ms. */
  occurrence: number;
  /** When it arrived, Unix ms. */
  at: number;
}

/** A target that notes what arrives. */
export type Target = Awaited<ReturnType<typeof startTarget>>;

/**
 * A target that notes each call's arrival, and a config in which it is the app `target` of `bench` in `dev`.
 * @param hangMs how long a call of `/hang` waits for its answer
 */
export async function startTarget(hangMs = 0) {
  const hits: Hit[] = [];
  const server = createServer((request, response) => {
    const at = Date.now();
    const [, job = '', occurrence] =
      /^(job_\w+)-(\d+)$/.exec(String(request.headers['idempotency-key'])) ?? [];
    hits.push({ job, occurrence: Number(occurrence), at });
    request.resume();
    const answer = () => response.writeHead(204).end();
    if (request.url === '/hang') setTimeout(answer, hangMs).unref();
    else answer();
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}`;
  const target = {
    provider: 'http',
    baseUrl: url,
    events: { hit: { method: 'POST', path: '/hit' }, hang: { method: 'POST', path: '/hang' } },
  } as const;
  const config: Config = { products: { bench: { envs: { dev: { actions: { target } } } } } };
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { hits, url, config, stop };
}
