import { once } from 'node:events';
import { createServer } from 'node:net';
import { asRecord } from '../../contract/plain-data.ts';

/** Where an engine listens. */
export interface Address {
  host: string;
  port: number;
}

/**
 * A free port of a random loopback address: one of 2^24 addresses and some 28 000 ports, which nothing on a network
 * leads to and no web page can find by trying. Undefined on systems whose loopback is 127.0.0.1 alone (decision 21).
 */
export async function hiddenAddress(): Promise<Address | undefined> {
  const [a = 1, b = 0, c = 0] = crypto.getRandomValues(new Uint8Array(3));
  const host = `127.${a || 1}.${b}.${(c % 254) + 1}`;
  // An engine that looks for others on its port finds those of 127.0.0.1 too.
  const port = await freePort('127.0.0.1', 0);
  try {
    return { host, port: await freePort(host, port) };
  } catch (error) {
    if (asRecord(error).code === 'EADDRNOTAVAIL') return undefined;
    throw error;
  }
}

async function freePort(host: string, port: number): Promise<number> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
