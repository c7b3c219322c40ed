import { Logger } from '@aws-lambda-powertools/logger';
import type { Config } from '../../contract/config.ts';
import { createHandler } from '../../lambdas/dispatch/handler.ts';
import { NO_FAULTS } from '../simulation/faults.ts';
import { World } from '../simulation/world.ts';

const config: Config = { products: { shop: { envs: { dev: {}, prd: {} } }, blog: { envs: { prd: {} } } } };
const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
const handle = createHandler(
  { config } as Parameters<typeof createHandler>[0],
  world.outside(),
  new Logger({ logLevel: 'SILENT' }),
);

type Names = Record<string, string>;

/** The calls that are about a product and env without naming a job: they are named in the query or the body. */
const CALLS = [
  ['GET /v1/jobs', 'query'],
  ['GET /v1/stats', 'query'],
  ['GET /v1/webhooks', 'query'],
  ['POST /v1/jobs/bulk/cancel', 'body'],
  ['POST /v1/jobs/bulk/pause', 'body'],
  ['POST /v1/jobs/bulk/resume', 'body'],
  ['POST /v1/jobs/bulk/retry', 'body'],
  ['POST /v1/jobs/bulk/delete', 'body'],
] as const;

async function call(key: string, place: 'query' | 'body', names: Names, scope = '') {
  const [method = '', path = ''] = key.split(' ');
  const given = place === 'query' ? { query: names } : { body: { all: true, ...names } };
  const answer = await handle({ method, path: path.replace('/v1', `/v1${scope}`), ...given });
  return 'status' in answer ? answer : { status: answer.statusCode, body: answer.body };
}

test('a dispatch to an unknown namespace is 404 and asks for the near one in a whole sentence', async () => {
  expect(await handle({ method: 'POST', path: '/v1/action/dispatch', body: {} })).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', detail: 'unknown namespace "action"; did you mean "actions"?' },
  });
});

describe.each(CALLS)('%s', (key, place) => {
  test.each<[Names, string]>([
    [{ product: 'shp' }, 'unknown product "shp"; did you mean "shop"?'],
    [{ product: 'shp', env: 'dev' }, 'unknown product "shp"; did you mean "shop"?'],
    [{ product: 'blog', env: 'dev' }, 'unknown env of blog "dev"; known: prd.'],
    [{ env: 'staging' }, 'unknown env "staging"; known: dev, prd.'],
  ])('about a product or env that is not there is 404 and says so: %j', async (names, detail) => {
    expect(await call(key, place, names)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND', detail } });
  });

  test.each<[string, Names]>([
    ['/products/nope/envs/dev', {}],
    ['/products/blog/envs/dev', {}],
    ['/products/shop/envs/dev', { product: 'blog' }],
    ['/products/shop/envs/dev', { env: 'prd' }],
  ])('within %s is 404 for %j, as nothing else is there', async (scope, names) => {
    expect(await call(key, place, names, scope)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test.each<[string, Names]>([
    ['', {}],
    ['', { product: 'shop' }],
    ['', { env: 'prd' }],
    ['/products/shop/envs/dev', {}],
    ['/products/shop/envs/dev', { product: 'shop', env: 'dev' }],
  ])('within "%s" is answered for %j', async (scope, names) => {
    expect((await call(key, place, names, scope)).status).toBe(200);
  });
});
