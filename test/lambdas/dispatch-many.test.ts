import { Logger } from '@aws-lambda-powertools/logger';
import type { Config } from '../../contract/config.ts';
import type { DispatchedMany } from '../../contract/dispatch-many.ts';
import type { Problem } from '../../contract/errors.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { createHandler } from '../../lambdas/dispatch/handler.ts';
import { checkAnswer } from '../e2e/checked-api.ts';
import { NO_FAULTS } from '../simulation/faults.ts';
import { SETUP } from '../simulation/scenario.ts';
import { World } from '../simulation/world.ts';

const ITEM = { namespace: 'actions', product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
const { shop } = SETUP.config.products;
const config: Config = { products: { shop: shop ?? { envs: {} }, blog: shop ?? { envs: {} } } };

/** The API over stores in memory, and what it logs of failures. */
function began(change: (ports: Ports) => Partial<Ports> = () => ({})) {
  const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
  const logger = new Logger({ logLevel: 'SILENT' });
  const logged: string[] = [];
  Object.assign(logger, { error: (message: string) => void logged.push(message) });
  const setup = { ...SETUP, config, claims: { products: 'products', access: 'access' } };
  const ports = { ...world.outside(), ...change(world.outside()) };
  const handle = createHandler(setup as unknown as Parameters<typeof createHandler>[0], ports, logger);

  /** By an invoke of the function. */
  const call = async (body: unknown, path = '/v1/dispatch') => {
    const answer = (await handle({ method: 'POST', path, body })) as { status: number; body: unknown };
    checkAnswer('POST', '/v1/dispatch', answer.status, answer.body);
    return answer as { status: number; body: DispatchedMany & Problem };
  };
  /** Through API Gateway, with a token that lists these products. */
  const callAs = async (products: string, body: unknown) => {
    const answer = await handle({
      version: '2.0',
      rawPath: '/v1/dispatch',
      rawQueryString: '',
      headers: {},
      isBase64Encoded: false,
      body: JSON.stringify(body),
      requestContext: {
        http: { method: 'POST', path: '/v1/dispatch' },
        authorizer: { jwt: { claims: { products } } },
      },
    } as unknown as Parameters<typeof handle>[0]);
    return JSON.parse((answer as { body: string }).body) as DispatchedMany;
  };
  return { world, logged, call, callAs };
}

const statuses = ({ results }: DispatchedMany) => results.map(({ index, status }) => `${index} ${status}`);

describe('POST /v1/dispatch', () => {
  test('answers each dispatch with its index, and the status and body it would have had alone', async () => {
    const { call } = began();
    const keyed = { ...ITEM, idempotency_key: 'k' };
    const { status, body } = await call({ dispatches: [keyed, { ...ITEM, retries: 101 }, keyed] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, refused: 1 });
    expect(statuses(body)).toEqual(['0 201', '1 400', '2 200']);
    expect(body.results[1]).toMatchObject({
      problem: { code: 'VALIDATION_ERROR', status: 400, issues: [{ path: 'retries' }] },
    });
    const [first, , repeat] = body.results;
    expect(repeat).toEqual({ ...first, index: 2, status: 200 });
  });

  test('takes the product and env of all for those that name none', async () => {
    const { world, call } = began();
    const { product: _product, env: _env, ...item } = ITEM;
    const { body } = await call({ product: 'blog', env: 'dev', dispatches: [item, ITEM] });
    expect(statuses(body)).toEqual(['0 201', '1 201']);
    expect([...world.jobs.rows.values()].map(({ product }) => product)).toEqual(['blog', 'shop']);
  });

  test.each<[string, unknown, Partial<{ path: string; message: string }>]>([
    ['none', [], { path: 'dispatches', message: 'must be at least 1 item; got 0' }],
    ['101', Array(101).fill(ITEM), { path: 'dispatches', message: 'must be at most 100 items; got 101' }],
    ['100 000 that are nothing', Array(100_000).fill(1), { path: 'dispatches' }],
    ['one that is text', [ITEM, ITEM, 'x'], { path: 'dispatches.2' }],
    ['one that is null', [null], { path: 'dispatches.0' }],
    ['one that is a list', [ITEM, []], { path: 'dispatches.1' }],
    ['an object', { 0: ITEM }, { path: 'dispatches' }],
  ])('with %s is 400 as a whole and creates nothing', async (_what, dispatches, issue) => {
    const { world, call } = began();
    const { status, body } = await call({ dispatches });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'VALIDATION_ERROR' });
    expect(body.issues).toEqual([expect.objectContaining(issue)]);
    expect(world.jobs.rows.size).toBe(0);
  });

  test('with an unknown field is 400 and names it', async () => {
    const { body } = await began().call({ dispatches: [ITEM], dispatch: [] });
    expect(body.issues).toEqual([
      { path: 'dispatch', message: expect.stringContaining('did you mean "dispatches"?') },
    ]);
  });

  test('takes 512 KB, of which one dispatch may have 256 KB', async () => {
    const { call } = began();
    const of = (kilobytes: number) => ({ ...ITEM, input: { body: 'x'.repeat(kilobytes * 1024) } });
    const { status, body } = await call({ dispatches: [of(250), of(250)] });
    expect({ status, all: statuses(body) }).toEqual({ status: 200, all: ['0 201', '1 201'] });
    expect(statuses((await call({ dispatches: [of(257), ITEM] })).body)).toEqual(['0 413', '1 201']);
    const { body: refused } = await call({ dispatches: [of(250), of(250), of(20)] });
    expect(refused).toMatchObject({ status: 413, detail: expect.stringContaining('at most 524288 bytes') });
  });

  test('names twenty mistakes of each dispatch and counts the others, so that the answer stays small', async () => {
    const { call } = began();
    const texts = Array.from({ length: 120 }, () => '$Foo()');
    const { body } = await call({ dispatches: Array(100).fill({ ...ITEM, input: { texts } }) });
    const [first] = body.results;
    expect(first).toMatchObject({ problem: { status: 400, detail: '100 fields are not valid.' } });
    expect(first && 'problem' in first && first.problem.issues).toHaveLength(20);
    expect(JSON.stringify(body).length).toBeLessThan(2_000_000);
  });

  test('reaches nothing beyond the product and env of its path', async () => {
    const { world, call } = began();
    const { product: _product, env: _env, ...item } = ITEM;
    const dispatches = [item, ITEM, { ...ITEM, product: 'blog' }, { ...ITEM, env: 'prd' }];
    const { body } = await call({ dispatches }, '/v1/products/shop/envs/dev/dispatch');
    expect(statuses(body)).toEqual(['0 201', '1 201', '2 404', '3 404']);
    const other = await call({ product: 'blog', dispatches: [item] }, '/v1/products/shop/envs/dev/dispatch');
    expect(statuses(other.body)).toEqual(['0 404']);
    expect([...world.jobs.rows.values()].map(({ product }) => product)).toEqual(['shop', 'shop']);
  });

  test('reaches nothing that the token of its caller does not list', async () => {
    const { callAs } = began();
    const dispatches = [ITEM, { ...ITEM, product: 'blog' }];
    expect(statuses(await callAs('[blog]', { dispatches }))).toEqual(['0 404', '1 201']);
    expect(statuses(await callAs('', { dispatches }))).toEqual(['0 404', '1 404']);
  });

  test('gives the key of one product to no other', async () => {
    const { callAs, call } = began();
    const keyed = { ...ITEM, idempotency_key: 'k' };
    await call({ dispatches: [keyed] });
    expect(statuses(await callAs('[blog]', { dispatches: [keyed] }))).toEqual(['0 404']);
  });

  test('answers 503 for what AWS has no capacity for and 500 for a fault, logs both, and makes the others', async () => {
    const faults = [new NoCapacity('refused'), new TypeError('a bug')];
    const { call, logged } = began(({ jobs }) => {
      const create: Ports['jobs']['create'] = async (row) => {
        const fault = faults.shift();
        if (fault) throw fault;
        return await jobs.create(row);
      };
      return { jobs: Object.assign(Object.create(jobs), { create }) };
    });
    const { status, body } = await call({ dispatches: [ITEM, ITEM, ITEM] });
    expect({ status, all: statuses(body) }).toEqual({ status: 200, all: ['0 503', '1 500', '2 201'] });
    expect(body.results[1]).toMatchObject({ problem: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(body)).not.toContain('a bug');
    expect(logged).toEqual(['a dispatch among many failed', 'a dispatch among many failed']);
  });
});
