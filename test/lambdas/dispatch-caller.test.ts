import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { accessOf, directAccess } from '../../lambdas/dispatch/caller.ts';
import { matchRoute } from '../../lambdas/dispatch/match-route.ts';
import { ROUTE_KEYS } from '../../lambdas/dispatch/route-keys.ts';

const OPEN = { route: 'GET /v1/jobs', params: {} } as const;
const scopes = ['shop/prd', 'shop/dev', 'blog/prd'];
const seen = (access: (scope: { product: string; env: string }) => boolean) =>
  scopes.filter((name) => {
    const [product = '', env = ''] = name.split('/');
    return access({ product, env });
  });
const withToken = (claims: Record<string, unknown>) =>
  ({ requestContext: { authorizer: { jwt: { claims } } } }) as unknown as APIGatewayProxyEventV2;

describe('what a caller may see', () => {
  test.each<[unknown, string[]]>([
    ['[shop]', ['shop/prd', 'shop/dev']],
    ['[shop/prd blog]', ['shop/prd', 'blog/prd']],
    ['shop/dev, blog', ['shop/dev', 'blog/prd']],
    [['shop/dev'], ['shop/dev']],
    ['["shop/dev", "blog"]', ['shop/dev', 'blog/prd']],
    ['"shop/dev"', ['shop/dev']],
    ['["*"]', scopes],
    ['["shop", 7]', []],
    ['["shop', []],
    ['[]', []],
    ['*', scopes],
    ['sho', []],
    ['', []],
    [undefined, []],
  ])('with a token whose claim is %j', (claim, expected) => {
    expect(seen(accessOf(withToken({ products: claim }), OPEN, 'products'))).toEqual(expected);
  });

  test('is read from the claim that the operator names', () => {
    const event = withToken({ products: '[shop]', 'https://example.com/tenants': '[blog]' });
    expect(seen(accessOf(event, OPEN, 'https://example.com/tenants'))).toEqual(['blog/prd']);
  });

  test('without a token is everything, as IAM has decided', () => {
    const event = { requestContext: {} } as unknown as APIGatewayProxyEventV2;
    expect(seen(accessOf(event, OPEN, 'products'))).toEqual(scopes);
    expect(seen(directAccess(OPEN))).toEqual(scopes);
  });

  test.each<[unknown, Record<string, boolean>]>([
    ['*', { everything: true, shop: true, env: true }],
    ['shop', { everything: false, shop: true, env: false }],
    ['shop/prd', { everything: false, shop: false, env: false }],
    [
      'undefined undefined/undefined shop/undefined undefined/prd',
      { everything: false, shop: false, env: false },
    ],
    [undefined, { everything: false, shop: false, env: false }],
  ])('with a token whose claim is %j, of what is more than one product and env', (claim, expected) => {
    const access = accessOf(withToken({ products: claim }), OPEN, 'products');
    expect({
      everything: access({}),
      shop: access({ product: 'shop' }),
      env: access({ env: 'prd' }),
    }).toEqual(expected);
  });

  test('within a path is never more than its product and env', () => {
    const access = directAccess({ ...OPEN, scope: { product: 'shop', env: 'prd' } });
    expect([access({}), access({ product: 'shop' }), access({ env: 'prd' })]).toEqual([false, false, false]);
    expect(directAccess(OPEN)({})).toBe(true);
  });

  test('is at most what the path is confined to', () => {
    const scoped = { ...OPEN, scope: { product: 'shop', env: 'prd' } };
    expect(seen(directAccess(scoped))).toEqual(['shop/prd']);
    expect(seen(accessOf(withToken({ products: '*' }), scoped, 'products'))).toEqual(['shop/prd']);
    expect(seen(accessOf(withToken({ products: '[blog]' }), scoped, 'products'))).toEqual([]);
  });
});

describe('a path', () => {
  const split = (key: string) => key.replaceAll(/\{\w+\}/g, 'x1').split(' ') as [string, string];

  test.each(ROUTE_KEYS)('of %s is found, and so is its twin within a product and env', (key) => {
    const [method, path] = split(key);
    expect(matchRoute(method, path)).toMatchObject({ route: key });
    const scoped = matchRoute(method, path.replace('/v1', '/v1/products/shop/envs/prd'));
    expect(scoped).toMatchObject({ route: key, scope: { product: 'shop', env: 'prd' } });
  });

  test.each([
    ['GET', '/v1/nothing'],
    ['PATCH', '/v1/jobs'],
    ['GET', '/v1/products/shop/envs/prd'],
    ['GET', '/v1/products/shop/envs/prd/products/blog/envs/prd/jobs'],
    ['GET', '/v1/jobs/'],
  ])('%s %s leads nowhere', (method, path) => {
    expect(matchRoute(method, path)).toBeUndefined();
  });
});
