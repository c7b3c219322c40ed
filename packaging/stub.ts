import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands for the API: takes dispatches, and remembers what came. */
export interface Stub extends Disposable {
  endpoint: string;
  bodies: unknown[];
  /** The header `authorization` of each dispatch. */
  authorizations: (string | undefined)[];
}

/** Listens on a free port of this machine. */
export async function startStub(): Promise<Stub> {
  const bodies: unknown[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const isDispatch = request.method === 'POST' && request.url === '/v1/actions/dispatch';
    if (isDispatch) {
      bodies.push(JSON.parse(text));
      authorizations.push(request.headers.authorization);
    }
    const answer = isDispatch
      ? { job_id: 'job_1', status: 'scheduled' }
      : { code: 'NOT_FOUND', detail: 'no' };
    response.writeHead(isDispatch ? 201 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bodies,
    authorizations,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
