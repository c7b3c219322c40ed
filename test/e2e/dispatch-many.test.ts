import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Call, startCountingProxy } from '../../bench/counting-proxy.ts';
import { SECOND } from '../../core/time/units.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { type HttpServer, startHttpServer } from '../http-server.ts';
import { until } from '../until.ts';
import { checkedTransport } from './checked-api.ts';

/** Calls of the target by the job that its idempotency key names. */
const calls = new Map<string, number>();
let target: HttpServer;
let cloud: Cloud;
let directory: string;
const proxies: { stop(): Promise<void> }[] = [];
/** Told of each call that the table has answered, before who asked has the answer. */
let watch: (call: Call) => void = () => undefined;

beforeAll(async () => {
  target = await startHttpServer(({ headers }, response) => {
    const job = String(headers['idempotency-key']).replace(/-\d+$/, '');
    calls.set(job, (calls.get(job) ?? 0) + 1);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const app = {
    provider: 'http',
    baseUrl: target.endpoint,
    events: { hit: { method: 'POST', path: '/' } },
  } as const;
  const dev = { actions: { app } };
  directory = await mkdtemp(join(tmpdir(), 'e2e-many-'));
  cloud = await startCloud({
    config: { products: { shop: { envs: { dev } } } },
    dataDirectory: directory,
    between: async (engine, endpoint) => {
      if (engine !== 'table') return endpoint;
      const told = { push: (call: Call) => watch(call) } as unknown as Call[];
      const proxy = await startCountingProxy('DynamoDB', endpoint, told);
      proxies.push(proxy);
      return proxy.endpoint;
    },
  });
}, 60_000);
afterAll(async () => {
  await cloud?.stop();
  for (const proxy of proxies) await proxy.stop();
  await target?.close();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

const ended = async (ids: readonly string[]) => {
  const { completed } = await client().jobs.getStats({});
  return completed >= ids.length;
};
const client = () =>
  new Ductape({ transport: checkedTransport(cloud.url), product: 'shop', env: 'dev', timeout: 60 * SECOND });

test('dispatches whose function is killed among them are each made once when the call is repeated, and run once', async () => {
  const start_at = Date.now() + 20 * SECOND;
  const items = Array.from({ length: 100 }, (_, n) => ({
    namespace: 'actions' as const,
    app: 'app',
    event: 'hit',
    input: { body: { n } },
    idempotency_key: `order-${n}`,
    schedule: { start_at },
  }));
  // A hundred keys, then rows: the fortieth of these is written, and nothing after it knows.
  let puts = 0;
  watch = ({ operation }) => {
    if (operation !== 'DynamoDB.PutItem') return;
    puts += 1;
    if (puts !== 140) return;
    for (const { pid } of cloud.dispatch.environments().filter(({ busy }) => busy))
      process.kill(pid, 'SIGKILL');
  };

  await expect(client().dispatchMany(items)).rejects.toMatchObject({ status: 500 });
  const { accepted, results } = await client().dispatchMany(items);
  expect(puts).toBeGreaterThanOrEqual(200);
  expect(accepted).toBe(100);
  const statuses = results.map(({ status }) => status);
  // What was written before the kill is a repeat, all else is new.
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(40);
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
  const ids = results.flatMap((result) => ('job' in result ? [result.job.job_id] : []));
  expect(new Set(ids).size).toBe(100);

  const again = await client().dispatchMany(items);
  expect(again.results.map((result) => ('job' in result ? [result.status, result.job.job_id] : []))).toEqual(
    ids.map((id) => [200, id]),
  );

  await until('all to have run', () => calls.size >= 100, 60 * SECOND);
  await until('all to have ended', () => ended(ids), 90 * SECOND);
  expect([...calls.keys()].sort()).toEqual([...ids].sort());
  expect([...calls.values()].filter((times) => times !== 1)).toEqual([]);
  const listed: string[] = [];
  for await (const { id, execution_count } of client().jobs.listAll({ limit: 100 }))
    listed.push(`${id} ${execution_count}`);
  expect(listed.sort()).toEqual(ids.map((id) => `${id} 1`).sort());
}, 240_000);
