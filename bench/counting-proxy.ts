import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';

/** One call that went through. */
export interface Call {
  /** `DynamoDB.PutItem`, `SQS.SendMessage`, `Scheduler.POST`, … */
  operation: string;
  /** The job whose id stands in the request, if any does; a call for several jobs is noted for each. */
  job: string | undefined;
  at: number;
  /** The job's part of the call, at most 1. */
  share: number;
  /** The job's part of what DynamoDB says it consumed, read or write units. */
  units: number;
}

/** Passes HTTP on to an engine and notes each call; DynamoDB is asked to tell what it consumed. */
export async function startCountingProxy(service: string, endpoint: string, calls: Call[]) {
  const { hostname, port } = new URL(endpoint);
  const server = createServer(async (incoming, outgoing) => {
    const target = String(incoming.headers['x-amz-target'] ?? incoming.method)
      .split('.')
      .at(-1);
    const sent = await read(incoming);
    const body = service === 'DynamoDB' ? asking(sent) : sent;
    const headers = {
      ...incoming.headers,
      host: `${hostname}:${port}`,
      'content-length': String(body.length),
    };
    const onward = send(
      { hostname, port, method: incoming.method, path: incoming.url, headers },
      async (answer) => {
        const received = await read(answer);
        const units = service === 'DynamoDB' ? consumed(received) : 0;
        const jobs = jobsIn(`${incoming.url} ${sent}`);
        const share = 1 / jobs.length;
        for (const job of jobs)
          calls.push({
            operation: `${service}.${target}`,
            job,
            at: Date.now(),
            share,
            units: units * share,
          });
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(received);
      },
    );
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' ? address?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${bound}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Jobs by the receipt handles of their messages, which calls about a received message name instead. */
export const jobsByReceipt = new Map<string, string>();

/** The ids of the jobs that a text names, also by receipt handles, or one undefined. */
export function jobsIn(text: string): (string | undefined)[] {
  const handles = [...text.matchAll(/"ReceiptHandle":"([^"]+)"/g)].flatMap(([, handle = '']) => handle);
  const received = handles.flatMap((handle) => jobsByReceipt.get(handle) ?? []);
  const ids = new Set([...(text.match(/job_[0-9A-Z]{26}/g) ?? []), ...received]);
  return ids.size > 0 ? [...ids] : [undefined];
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function asking(body: Buffer): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' }));
}

function consumed(body: Buffer): number {
  const { ConsumedCapacity: told } = JSON.parse(body.toString() || '{}');
  // A batch tells it for each table. A failed condition answers without the figure, and costs a write all the same.
  if (Array.isArray(told)) return told.reduce((sum: number, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  return told?.CapacityUnits ?? 1;
}
