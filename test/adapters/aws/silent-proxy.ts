import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Received, startHttpServer } from '../../http-server.ts';

/** What becomes of a request that the proxy lets hang. */
export type Silence =
  /** It never reaches the engine. */
  | 'before'
  /** The engine carries it out, and its answer never comes. */
  | 'after'
  /** The answer begins and stops in its middle. */
  | 'midway';

/** What DynamoDB answers where a key has no capacity left. */
const REFUSAL = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded.',
});

/** A proxy before an engine that lets the next requests of an action hang for good, their sockets open, or refuses them. */
export interface SilentProxy {
  endpoint: string;
  /** How often each action (`PutItem`, `SendMessage`, …) was called, those that hung included. */
  calls: Map<string, number>;
  /** Lets the next `count` requests of `action` hang. */
  swallow(action: string, silence: Silence, count?: number): void;
  /** Refuses the next `count` requests of `action` for lack of capacity whose body has the text in it. */
  refuse(action: string, having: string, count: number): void;
  stop(): Promise<void>;
}

/** Starts a proxy before the engine at `target`. */
export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const calls = new Map<string, number>();
  const silences = new Map<string, Silence[]>();
  const refusals = new Map<string, { having: string; left: number }>();

  async function answer(incoming: Received, outgoing: ServerResponse): Promise<void> {
    const action = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    calls.set(action, (calls.get(action) ?? 0) + 1);
    const silence = silences.get(action)?.shift();
    if (silence === 'before') return;
    const refusal = refusals.get(action);
    if (refusal && refusal.left > 0 && incoming.body.includes(refusal.having)) {
      refusal.left -= 1;
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      return void outgoing.end(REFUSAL);
    }
    const { status, headers, answered } = await forward(target, incoming);
    if (silence === 'after') return;
    outgoing.writeHead(status, headers);
    if (silence === 'midway') outgoing.write(answered.subarray(0, 1));
    else outgoing.end(answered);
  }

  const server = await startHttpServer(answer);
  return {
    endpoint: server.endpoint,
    calls,
    swallow: (action, silence, count = 1) => {
      silences.set(action, [...(silences.get(action) ?? []), ...Array(count).fill(silence)]);
    },
    refuse: (action, having, count) => void refusals.set(action, { having, left: count }),
    stop: server.close,
  };
}

function forward(target: string, incoming: Received) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; answered: Buffer }>(
    (resolve, reject) => {
      const { method, headers, url, bytes } = incoming;
      const to = new URL(url, target);
      const req = request(to, { method, headers: { ...headers, host: to.host } }, async (res) => {
        const answered = await buffer(res);
        resolve({ status: res.statusCode ?? 500, headers: res.headers, answered });
      });
      req.on('error', reject);
      req.end(bytes);
    },
  );
}
