import { once } from 'node:events';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** A delivery whose signature is right. */
export interface Delivery {
  path: string;
  payload: Record<string, unknown> & { event: string; job: Record<string, unknown> };
}

/** A server that takes deliveries, each path with the secret it was given, as plain text, and refuses forged ones. */
export async function startWebhookReceiver(secrets: Record<string, string>) {
  const deliveries: Delivery[] = [];
  const forged: unknown[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '';
    try {
      const webhook = new Webhook(secrets[path] ?? '', { format: 'raw' });
      const payload = webhook.verify(body, request.headers as Record<string, string>) as Delivery['payload'];
      deliveries.push({ path, payload });
      response.writeHead(204).end();
    } catch (error) {
      forged.push(error);
      response.writeHead(401).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://localhost:${typeof address === 'object' ? address?.port : ''}`,
    forged,
    /** What a path was told of a job, in the order it came. */
    told: (path: string, job: string) =>
      deliveries
        .filter((delivery) => delivery.path === path && delivery.payload.job['id'] === job)
        .map(({ payload }) => payload),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
