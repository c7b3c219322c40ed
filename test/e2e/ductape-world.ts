import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailCatcher } from '../../examples/mail-catcher.ts';
import { startCloud } from '../../local/cloud.ts';
import { startGraph } from '../../local/graph/start-graph.ts';
import { Stack } from '../../local/stack.ts';
import { Ductape } from '../../sdk/index.ts';
import { checkedTransport } from './checked-api.ts';
import { ductapeConfig } from './ductape-config.ts';
import { until } from './world.ts';

/** A call that an app got. */
export interface AppCall {
  path: string;
  body: unknown;
  key: string;
}

/** An embedded cloud in which everything is that Ductape's examples name, and what each of them received. */
export async function startDuctapeWorld() {
  const stack = new Stack();
  const calls: AppCall[] = [];
  const answers = new Map<string, () => { status: number; body: unknown }>();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const path = request.url ?? '';
    const body: unknown = JSON.parse(text || 'null');
    calls.push({ path, body, key: String(request.headers['idempotency-key']) });
    const tickets = Array.isArray(body)
      ? { data: body.map(() => ({ status: 'ok', id: 't' })) }
      : { done: true };
    const answer = answers.get(path)?.() ?? { status: 200, body: tickets };
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await stack.add(
    Promise.resolve({
      stop: async () => {
        server.closeAllConnections();
        server.close();
      },
    }),
  );
  const mail = await stack.add(startMailCatcher(0));
  const graph = await stack.add(startGraph({ port: 0 }));
  const config = ductapeConfig({ app: `http://127.0.0.1:${port}`, mail: mail.port, graph: graph.endpoint });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'ductape-e2e-'));
  const log: string[] = [];
  const cloud = await stack.add(startCloud({ config, dataDirectory, log: (line) => log.push(line) }));
  const ductape = new Ductape({ transport: checkedTransport(cloud.url), product: 'my-app', env: 'prd' });
  /** The job once its first run has ended well. */
  const completed = (job_id: string) =>
    until(`${job_id} to complete`, 20_000, async () => {
      const job = await ductape.jobs.get(job_id);
      if (job.status === 'failed') throw new Error(JSON.stringify(job.last_error));
      return job.completed_at !== undefined ? job : undefined;
    });
  const stop = async () => {
    await stack.unwind();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { calls, answers, mails: mail.mails, graph: graph.endpoint, cloud, ductape, completed, log, stop };
}
