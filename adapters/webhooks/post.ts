import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { asRecord } from '../../contract/plain-data.ts';
import type { Post } from '../../core/ports/webhooks.ts';
import { addressFault, urlFault } from '../../core/webhooks/receiver-address.ts';

/** Resolves a name to all its addresses, as `dns.lookup` does. */
export type Resolve = (
  name: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface PostOptions {
  /** Lets through receivers on this machine, for laptops. */
  local: boolean;
  /** Bound on a whole delivery, ms; default 10 000. */
  timeout?: number;
  resolve?: Resolve;
}

class RefusedAddress extends Error {}

/** Interim answers (100 to 199) before the one that counts. */
const MAX_INTERIM = 100;

/**
 * Posts to public addresses only. A name is resolved once for its connection, the addresses are checked and the
 * connection goes to one of exactly these, so that a name that changes in between changes nothing. Each delivery has a
 * connection of its own, as Lambda freezes the process between invocations. Of the answer only the status is read.
 */
export function createPost({ local, timeout = 10_000, resolve = lookup }: PostOptions): Post {
  return async ({ url: text, headers, body }) => {
    const url = new URL(text);
    const fault = urlFault(url, local);
    if (fault !== undefined) return { error: fault };
    // HTTP/2 would gain nothing: each delivery has a connection of its own.
    const connect = { lookup: checkedLookup(resolve, local), timeout };
    const agent = new Agent({ allowH2: false, connect });
    const left = new AbortController();
    let interim = 0;
    try {
      const { statusCode, body: answer } = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.any([AbortSignal.timeout(timeout), left.signal]),
        onInfo: () => {
          interim += 1;
          if (interim > MAX_INTERIM) left.abort();
        },
      });
      answer.on('error', () => undefined).destroy();
      return { status: statusCode };
    } catch (error) {
      if (left.signal.aborted) return { error: `the receiver sent more than ${MAX_INTERIM} interim answers` };
      return { error: reasonOf(error, timeout) };
    } finally {
      await agent.destroy();
    }
  };
}

/** @returns what a socket looks its host up with: all its addresses must be fit, or there is no connection */
function checkedLookup(resolve: Resolve, local: boolean): LookupFunction {
  return (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      const fault = addresses?.map(({ address }) => addressFault(address, local)).find(Boolean);
      const [first] = addresses ?? [];
      if (error) return callback(error, []);
      if (fault !== undefined) return callback(new RefusedAddress(`${name} leads astray: ${fault}`), []);
      if (!first) return callback(new RefusedAddress(`${name} has no address`), []);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/** A text fit for callers, such as `ECONNREFUSED`, `CERT_HAS_EXPIRED` or why an address was refused. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof RefusedAddress) return error.message;
  const { code, name }: { code?: unknown; name?: unknown } = asRecord(error);
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return `the receiver did not answer within ${timeout} ms`;
  return `the receiver could not be reached: ${String(typeof code === 'string' ? code : name)}`;
}
