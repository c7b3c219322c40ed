import { Webhook } from 'standardwebhooks';
import { startHttpServer } from '../../http-server.ts';

/** A delivery whose signature is right. */
export interface Delivery {
  path: string;
  payload: Record<string, unknown> & { event: string; job: Record<string, unknown> };
}

/** A server that takes deliveries, each path with the secret it was given, as plain text, and refuses forged ones. */
export async function startWebhookReceiver(secrets: Record<string, string>) {
  const deliveries: Delivery[] = [];
  const forged: unknown[] = [];
  const server = await startHttpServer(({ url: path, headers, body }, response) => {
    try {
      const webhook = new Webhook(secrets[path] ?? '', { format: 'raw' });
      const payload = webhook.verify(body, headers as Record<string, string>) as Delivery['payload'];
      deliveries.push({ path, payload });
      response.writeHead(204).end();
    } catch (error) {
      forged.push(error);
      response.writeHead(401).end();
    }
  });
  return {
    url: `http://localhost:${server.port}`,
    forged,
    /** What a path was told of a job, in the order it came. */
    told: (path: string, job: string) =>
      deliveries
        .filter((delivery) => delivery.path === path && delivery.payload.job['id'] === job)
        .map(({ payload }) => payload),
    stop: server.close,
  };
}
