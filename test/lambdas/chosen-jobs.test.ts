import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { asRecord } from '../../contract/plain-data.ts';
import { createHandler } from '../../lambdas/dispatch/handler.ts';
import { NO_FAULTS } from '../simulation/faults.ts';
import { SETUP } from '../simulation/scenario.ts';
import { World } from '../simulation/world.ts';

const EVENTS = {
  app: { provider: 'http', baseUrl: 'http://localhost', events: { e: { method: 'POST', path: '/' } } },
};
const config = {
  products: { shop: { envs: { dev: { actions: EVENTS } } }, blog: { envs: { dev: { actions: EVENTS } } } },
};
const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
const handler = createHandler(
  { ...SETUP, config, claims: { products: 'products' } } as unknown as Parameters<typeof createHandler>[0],
  world.outside(),
  new Logger({ logLevel: 'SILENT' }),
);

/** A call of someone who has access to these products. */
async function call(products: string, method: string, path: string, body?: object) {
  const authorizer = { jwt: { claims: { sub: 'anna', products } } };
  const requestContext = { http: { method, path, sourceIp: '203.0.113.9' }, authorizer };
  const event = {
    rawPath: path,
    rawQueryString: '',
    headers: {},
    requestContext,
    body: JSON.stringify(body),
  };
  const answer = await handler(event as unknown as APIGatewayProxyEventV2);
  if (!('statusCode' in answer)) throw new Error('no answer for a gateway');
  return { status: answer.statusCode, body: asRecord(JSON.parse(answer.body ?? '{}')) };
}

const dispatch = async (product: string) =>
  String(
    (
      await call('[*]', 'POST', '/v1/actions/dispatch', {
        product,
        env: 'dev',
        app: 'app',
        event: 'e',
        input: {},
        schedule: { cron: '30 * * * *' },
      })
    ).body['job_id'],
  );

test('chosen jobs of products that the caller has no access to are left alone, and answered as those that are not there', async () => {
  const [own, other] = [await dispatch('shop'), await dispatch('blog')];
  const unknown = 'job_01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const told = async (ids: string[]) => {
    const { status, body } = await call('[shop]', 'POST', '/v1/jobs/bulk/cancel', { ids, dry_run: true });
    const { id: _id, created_at: _at, updated_at: _updated, ...rest } = body;
    return { status, ...rest };
  };
  expect(await told([other])).toEqual(await told([unknown]));
  const done = await call('[shop]', 'POST', '/v1/jobs/bulk/cancel', { ids: [own, other, unknown] });
  expect(done).toMatchObject({ status: 200, body: { count: 1, failed: 0, status: 'completed' } });
  expect(world.jobs.rows.get(own)?.status).toBe('cancelled');
  expect(world.jobs.rows.get(other)?.status).toBe('scheduled');
  // Named beside a product, ids of others are not of it.
  const beside = { ids: [other], product: 'shop' };
  expect((await call('[*]', 'POST', '/v1/jobs/bulk/cancel', beside)).body['count']).toBe(0);
});

test.each<[string, unknown]>([
  ['more than a hundred', Array(101).fill('job_01ARZ3NDEKTSV4RRFFQ69G5FAV')],
  ['none', []],
  ['a path', ['../../secret']],
  ['an object', [{ $ne: null }]],
  ['a text', 'job_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ['more than an id', ["job_01ARZ3NDEKTSV4RRFFQ69G5FAV' OR '1'='1"]],
])('ids that are none are refused by their path: %s', async (_what, ids) => {
  const { status, body } = await call('[*]', 'POST', '/v1/jobs/bulk/delete', { ids });
  expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'VALIDATION_ERROR' });
  expect(JSON.stringify(body['issues'])).toContain('"path":"ids');
});
