import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config, EnvConfig } from '../../contract/config.ts';
import { startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { type Received, startHttpServer } from '../http-server.ts';
import { checkedTransport } from './checked-api.ts';

/** A call that the target app got. */
export interface Call {
  path: string;
  body: string;
  key: string;
  job: string;
  /** When its run was due, Unix ms. */
  due: number;
  at: number;
}

/** Answers of the target app by path; `nth` counts the calls of the job from 1. */
const ANSWERS: Record<string, (response: ServerResponse, nth: number, body: string) => unknown> = {
  '/ok': (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}'),
  '/refuse': (response, _nth, body) =>
    response.writeHead(422, { 'content-type': 'application/json' }).end(body),
  '/fail': (response) => response.writeHead(500).end('no'),
  '/hang': () => undefined,
  '/hang-once': (response, nth) => nth > 1 && response.writeHead(200).end('{"done":true}'),
};

/**
 * An embedded cloud, a target app that notes its calls, and a client.
 * @param more of each env, by the address of the app
 */
export async function startWorld(more: (baseUrl: string) => Partial<EnvConfig> = () => ({})) {
  const calls: Call[] = [];
  const server = await startHttpServer((request, response) => {
    const call = callOf(request);
    calls.push(call);
    const answer = ANSWERS[call.path] ?? ANSWERS['/ok'];
    answer?.(response, calls.filter(({ job }) => job === call.job).length, call.body);
  });
  const config = configOf(server.endpoint, more(server.endpoint));
  const dataDirectory = await mkdtemp(join(tmpdir(), 'e2e-'));
  const log: string[] = [];
  const open = () =>
    startCloud({
      config,
      dataDirectory,
      log: (line) => void log.push(line),
    });
  const cloud = await open();
  return {
    calls,
    log,
    cloud,
    config,
    open,
    ductape: new Ductape({ transport: checkedTransport(cloud.url), product: 'shop', env: 'dev' }),
    callsOf: (job: string) => calls.filter((call) => call.job === job),
    stop: async () => {
      await cloud.stop();
      await server.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

function callOf({ url: path, headers, body, at }: Received): Call {
  const key = String(headers['idempotency-key']);
  const [, job = '', due] = /^(job_\w+)-(\d+)$/.exec(key) ?? [];
  return { path, body, key, job, due: Number(due), at };
}

function configOf(baseUrl: string, more: Partial<EnvConfig>): Config {
  const event = (path: string) => ({ method: 'POST', path }) as const;
  const app = {
    provider: 'http',
    baseUrl,
    events: {
      ok: event('/ok'),
      fail: event('/fail'),
      hang: event('/hang'),
      refuse: event('/refuse'),
      hang_once: event('/hang-once'),
    },
  } as const;
  const local = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
  const dev = {
    actions: { app },
    events: { orders: { provider: 'sqs', topics: { made: { queueArn: local('sqs', 'orders') } } } },
    storage: { files: { provider: 's3', bucket: 'e2e-files' } },
    database: {
      ledger: {
        provider: 'dynamodb',
        tables: {
          entries: { tableArn: local('dynamodb', 'table/entries'), partitionKey: { name: 'id', type: 'S' } },
        },
      },
    },
    ...more,
  } as const;
  return { products: { shop: { envs: { dev, stg: dev } } } };
}
