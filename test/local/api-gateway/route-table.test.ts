import { RouteTable } from '../../../local/api-gateway/route-table.ts';

const table = new RouteTable(
  [
    '$default',
    'ANY /{proxy+}',
    'GET /v1/jobs/{id}',
    'POST /v1/jobs/bulk/{action}',
    'POST /v1/jobs/{id}/{action}',
    'GET /v1/jobs',
    'GET /v1/jobs/{proxy+}',
    'ANY /v1/jobs/{id}',
    'POST /v1/{namespace}/dispatch',
    'GET /',
  ].map((routeKey) => ({ routeKey, target: routeKey })),
);

test.each([
  ['GET', '/v1/jobs', 'GET /v1/jobs', {}],
  ['GET', '/v1/jobs/7', 'GET /v1/jobs/{id}', { id: '7' }],
  ['DELETE', '/v1/jobs/7', 'ANY /v1/jobs/{id}', { id: '7' }],
  ['GET', '/v1/jobs/7/history', 'GET /v1/jobs/{proxy+}', { proxy: '7/history' }],
  ['POST', '/v1/jobs/bulk/cancel', 'POST /v1/jobs/bulk/{action}', { action: 'cancel' }],
  ['POST', '/v1/jobs/7/cancel', 'POST /v1/jobs/{id}/{action}', { id: '7', action: 'cancel' }],
  ['POST', '/v1/actions/dispatch', 'POST /v1/{namespace}/dispatch', { namespace: 'actions' }],
  ['PATCH', '/else/where', 'ANY /{proxy+}', { proxy: 'else/where' }],
  ['GET', '/', 'GET /', {}],
  ['POST', '/', '$default', {}],
])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  expect(table.match(method, path)).toEqual({ routeKey, target: routeKey, pathParameters });
});

test('Without $default a request may match nothing; a parameter is never empty', () => {
  const one = new RouteTable([{ routeKey: 'GET /v1/{id}', target: 1 }]);
  expect(one.match('POST', '/v1/7')).toBeUndefined();
  expect(one.match('GET', '/v1/')).toBeUndefined();
  expect(one.match('GET', '/v1/7/')).toBeUndefined();
});

test('A malformed route key is refused', () => {
  expect(() => new RouteTable([{ routeKey: 'get v1', target: 1 }])).toThrow('Not a route key: get v1');
});
