import type { AddressInfo } from 'node:net';
import { buildApp } from 'fauxqs';

/** A server on 127.0.0.1 that stands in for AWS. */
export interface StandIn {
  endpoint: string;
  close(): Promise<void>;
}

/** SQS, SNS and S3 in memory, and the environment by which SDK clients find them. */
export async function startFauxqs(): Promise<StandIn> {
  const app = buildApp({ logger: false });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const endpoint = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  useEndpoint(endpoint);
  return { endpoint, close: async () => void (await app.close()) };
}

/** Points SDK clients without settings of their own there. */
export function useEndpoint(endpoint: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  });
}
