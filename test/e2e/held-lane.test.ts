import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECOND } from '../../core/time/units.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { type HttpServer, startHttpServer } from '../http-server.ts';
import { until } from '../until.ts';
import { checkedTransport } from './checked-api.ts';

/** Calls that hang until they are let go. */
const hanging: ServerResponse[] = [];
/** For each call that is answered at once, how many hung when it came. */
const quick: number[] = [];
let target: HttpServer;
let cloud: Cloud;
let directory: string;

beforeAll(async () => {
  target = await startHttpServer(({ url }, response) => {
    if (url === '/hang') return void hanging.push(response);
    quick.push(hanging.length);
    response.writeHead(204).end();
  });
  const app = {
    provider: 'http',
    baseUrl: target.endpoint,
    events: { hit: { method: 'POST', path: '/hit' }, hang: { method: 'POST', path: '/hang' } },
  } as const;
  const product = { envs: { dev: { actions: { app } } } };
  directory = await mkdtemp(join(tmpdir(), 'e2e-held-'));
  const config = { products: { shop: product, crowd: product } };
  cloud = await startCloud({ config, dataDirectory: directory });
}, 60_000);
afterAll(async () => {
  for (const response of hanging) response.writeHead(204).end();
  await cloud?.stop();
  await target?.close();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

const clientOf = (product: string) =>
  new Ductape({ transport: checkedTransport(cloud.url), product, env: 'dev', timeout: 60 * SECOND });

test('runs that hang and take all places of a lane, as nothing was known of their target, do not hold up those of another product', async () => {
  const run = (event: string) => ({ app: 'app', event, input: {}, timeout: 120 * SECOND });
  const many = Array.from({ length: 100 }, () => ({ namespace: 'actions' as const, ...run('hang') }));
  await clientOf('crowd').dispatchMany(many);
  await until('eight batches of ten that hang', () => hanging.length >= 80, 60 * SECOND);

  await clientOf('shop').actions.dispatch(run('hit'));
  await until('the quick run', () => quick.length > 0, 60 * SECOND);
  expect(quick[0]).toBeGreaterThanOrEqual(80);
}, 150_000);
