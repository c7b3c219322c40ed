import { exchange, httpMessage } from './exchange.ts';
import type { Transport } from './transport.ts';

/** Where an API without IAM authorisation listens. */
export interface HttpOptions {
  /** `http://host:port`; a path in it comes before `/v1`. */
  endpoint: string;
}

/** Speaks HTTP without a signature, as the embedded cloud wants it. */
export function httpTransport({ endpoint }: HttpOptions): Transport {
  const base = new URL(endpoint);
  return async (request, signal) => exchange(request, httpMessage(base, request), signal);
}
