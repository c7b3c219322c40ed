import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailCatcher } from '../../examples/mail-catcher.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { startGraph } from '../../local/graph/start-graph.ts';
import { Stack } from '../../local/stack.ts';
import { Ductape } from '../../sdk/index.ts';
import { json, startHttpServer } from '../http-server.ts';
import { until } from '../until.ts';
import { checkedTransport } from './checked-api.ts';
import { ductapeConfig } from './ductape-config.ts';

/** A call that an app got. */
export interface AppCall {
  path: string;
  body: unknown;
  key: string;
  at: number;
}

/** What an app answers; the status 0 cuts the connection. */
export interface AppAnswer {
  status: number;
  body: unknown;
}

/** What happens in a world before the cloud is started for its test. */
export interface Past {
  /** When it begins, Unix ms. */
  at: number;
  act: (ductape: DuctapeClient, answers: AppAnswers) => Promise<void>;
}

/** What the apps answer by path; told how many calls of the run there have been, this one included. */
type AppAnswers = Map<string, (nth: number) => AppAnswer | Promise<AppAnswer>>;

const OWN = { product: 'my-app', env: 'prd' } as const;
const clientOf = (cloud: Cloud, product: string) =>
  new Ductape({ transport: checkedTransport(cloud.url), product, env: OWN.env });
type DuctapeClient = ReturnType<typeof clientOf>;

/** An embedded cloud in which everything is that Ductape's examples name, and what each of them received. */
export async function startDuctapeWorld(past?: Past) {
  const stack = new Stack();
  const calls: AppCall[] = [];
  const answers: AppAnswers = new Map();
  const apps = await startHttpServer(async ({ url: path, headers, body: text, at }, response) => {
    const body: unknown = JSON.parse(text || 'null');
    const key = String(headers['idempotency-key']);
    calls.push({ path, body, key, at });
    const tickets = Array.isArray(body)
      ? { data: body.map(() => ({ status: 'ok', id: 't' })) }
      : { done: true };
    const nth = calls.filter((call) => call.key === key).length;
    const answer = (await answers.get(path)?.(nth)) ?? { status: 200, body: tickets };
    if (answer.status === 0) return void response.destroy();
    json(response, answer.status, answer.body);
  });
  await stack.add(Promise.resolve({ stop: apps.close }));
  const mail = await stack.add(startMailCatcher(0));
  const graph = await stack.add(startGraph({ port: 0 }));
  const config = ductapeConfig({ app: apps.endpoint, mail: mail.port, graph: graph.endpoint });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'ductape-e2e-'));
  const log: string[] = [];
  const open = (at?: number) =>
    startCloud({
      config,
      dataDirectory,
      log: (line) => log.push(line),
      ...(at !== undefined && { clock: { at } }),
    });
  if (past) {
    const before = await open(past.at);
    await past.act(clientOf(before, OWN.product), answers).finally(() => before.stop());
  }
  const cloud = await stack.add(open(past && Date.now()));
  const ductape = clientOf(cloud, OWN.product);
  /** The job once its first run has ended well. */
  const completed = (job_id: string) =>
    until(
      `${job_id} to complete`,
      async () => {
        const job = await ductape.jobs.get(job_id);
        if (job.status === 'failed') throw new Error(JSON.stringify(job.last_error));
        return job.completed_at !== undefined ? job : undefined;
      },
      20_000,
    );
  const stop = async () => {
    await stack.unwind();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  /** A client of another product. */
  const of = (product: string) => clientOf(cloud, product);
  return {
    calls,
    answers,
    mails: mail.mails,
    graph: graph.endpoint,
    cloud,
    ductape,
    of,
    completed,
    log,
    stop,
  };
}
