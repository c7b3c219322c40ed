import type { Access } from '../../core/jobs/scope.ts';
import { readRequest } from '../../lambdas/dispatch/request.ts';
import type { RoutesSetup } from '../../lambdas/dispatch/route.ts';
import type { RouteKey } from '../../lambdas/dispatch/route-keys.ts';
import { callRoute } from '../../lambdas/dispatch/routes.ts';
import { CALLER } from '../rows.ts';
import { NO_FAULTS } from '../simulation/faults.ts';
import { SETUP } from '../simulation/scenario.ts';
import { World } from '../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const reason = 'test';

/** Calls of a caller with access to one product, and how they end. */
function caller(access: Access) {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const call = (route: RouteKey, body: unknown) =>
    callRoute(
      { route, params: {}, query: {}, body, access, caller: CALLER } as never,
      SETUP as unknown as RoutesSetup,
      ports,
    ).then(
      ({ status }) => status,
      ({ code }: { code: string }) => code,
    );
  return { call, ports };
}

describe('a caller that may see one product and env', () => {
  const mine: Access = ({ product, env }) => product === 'shop' && env === 'dev';

  test.each([
    [{ product: 'shop', env: 'dev' }, 200],
    [{ product: 'shop', env: 'dev', namespace: 'actions' }, 200],
    [{}, 'NOT_FOUND'],
    [{ namespace: 'actions' }, 'NOT_FOUND'],
    [{ product: 'shop' }, 'NOT_FOUND'],
    [{ env: 'dev' }, 'NOT_FOUND'],
    [{ product: 'blog', env: 'dev' }, 'NOT_FOUND'],
  ])('holds and resumes %j: %s', async (scope, outcome) => {
    const { call, ports } = caller(mine);
    expect(await call('POST /v1/jobs/pause-all', { ...scope, reason })).toBe(outcome);
    expect(await call('POST /v1/jobs/resume-all', scope)).toBe(outcome);
    expect(await ports.holds.list()).toHaveLength(outcome === 200 ? 1 : 0);
  });

  test('holds what its path names without naming it again', () => {
    const request = readRequest(
      { method: 'POST', path: '/v1/products/shop/envs/dev/jobs/pause-all', body: { reason } },
      { products: 'products', access: 'access' },
    );
    expect(request).toMatchObject({
      route: 'POST /v1/jobs/pause-all',
      body: { product: 'shop', env: 'dev', reason },
    });
  });
});

test('A caller with access to everything holds everything', async () => {
  const { call, ports } = caller(() => true);
  expect(await call('POST /v1/jobs/pause-all', { reason })).toBe(200);
  expect(await ports.holds.list()).toEqual([{ reason, since: START, by: 'anna' }]);
});
