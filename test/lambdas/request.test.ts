import { defined } from '../../contract/plain-data.ts';
import { RequestError } from '../../core/errors/request-error.ts';
import type { DispatchEvent } from '../../lambdas/dispatch/event.ts';
import { readRequest } from '../../lambdas/dispatch/request.ts';
import { ROUTE_KEYS } from '../../lambdas/dispatch/route-keys.ts';

/** The call as API Gateway hands it on. */
function gateway(method: string, target: string, body?: string): DispatchEvent {
  const [path = '', rawQueryString = ''] = target.split('?');
  const all = new URLSearchParams(rawQueryString);
  const joined = [...all.keys()].map((name) => [name, all.getAll(name).join(',')]);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString,
    queryStringParameters: Object.fromEntries(joined),
    headers: {},
    requestContext: { http: { method, path } } as never,
    ...defined({ body }),
    isBase64Encoded: false,
  };
}

function read(event: DispatchEvent) {
  return readRequest(event, { products: 'products', access: 'access' });
}

function issuesOf(event: DispatchEvent) {
  try {
    read(event);
    return [];
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return (error.issues ?? []).map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('a query string', () => {
  test.each(ROUTE_KEYS)('of %s is refused with every parameter that is not known', (key) => {
    const [method = '', path = ''] = key.replaceAll(/\{\w+\}/g, 'x1').split(' ');
    for (const from of ['/v1', '/v1/products/shop/envs/dev']) {
      const issues = issuesOf(gateway(method, `${path.replace('/v1', from)}?dry_run=true&zz=1&__proto__=1`));
      expect(issues).toHaveLength(3);
      expect(issues[0]).toMatch(/^dry_run: unknown query parameter "dry_run"; /);
      expect(issues[1]).toMatch(/^zz: unknown query parameter "zz"; /);
      expect(issues[2]).toMatch(/^__proto__: unknown query parameter "__proto__"; /);
    }
  });

  test('is refused with every parameter that came twice, beside all other mistakes', () => {
    const target = '/v1/jobs?product=evil&product=shop&status=failed&status=paused&limit=0&env=dev&x=1&x=2';
    expect(issuesOf(gateway('GET', target)).map((issue) => issue.slice(0, issue.indexOf(':')))).toEqual([
      'product',
      'status',
      'x',
      'limit',
      'x',
    ]);
  });

  test.each(['/v1/jobs', '/v1/stats'])('of %s is refused when it ends before it begins', (path) => {
    const period = (from: number, to: number) => `${path}?from=${from}&to=${to}`;
    const late = issuesOf(gateway('GET', `${period(1_767_225_600_001, 1_767_225_600_000)}&foo=1`));
    expect(late).toEqual([expect.stringMatching(/^foo: unknown/), 'from: must not be later than "to"']);
    expect(issuesOf(gateway('GET', period(1_767_225_600_000, 1_767_225_600_000)))).toEqual([]);
  });

  test('of a list of webhooks names the product and env', () => {
    const { query } = read(gateway('GET', '/v1/webhooks?product=shop%20a&env=dev'));
    expect(query).toEqual({ product: 'shop a', env: 'dev', limit: 50 });
  });

  test('of a direct call holds texts, numbers and booleans, and no lists', () => {
    const call = (query: Record<string, unknown>) => ({ method: 'GET', path: '/v1/jobs', query });
    expect(read(call({ limit: 5, recurring: true, status: 'failed', env: undefined })).query).toEqual({
      limit: 5,
      offset: 0,
      recurring: true,
      status: ['failed'],
    });
    expect(issuesOf(call({ product: ['shop', 'evil'], env: null }))).toEqual([
      'product: expected string, got array',
      'env: expected string, got null',
    ]);
  });
});

describe('a path', () => {
  const byUrl = (path: string, domainName: string) => {
    const event = gateway('GET', path);
    const requestContext = { domainName, http: { method: 'GET', path } } as never;
    return read({ ...event, requestContext } as DispatchEvent);
  };
  const HOST = 'abc.lambda-url.eu-west-1.on.aws';

  test('is decoded by the function where it comes by its URL, as API Gateway does before', () => {
    const { route, params, scope } = byUrl('/v1/products/shop/envs/dev/schedules/daily%2Dreport', HOST);
    expect({ route, params, scope }).toEqual({
      route: 'GET /v1/schedules/{name}',
      params: { name: 'daily-report' },
      scope: { product: 'shop', env: 'dev' },
    });
  });

  test('is not decoded twice behind API Gateway', () => {
    const { params } = byUrl('/v1/schedules/daily%2Dreport', 'abc.execute-api.eu-west-1.amazonaws.com');
    expect(params).toEqual({ name: 'daily%2Dreport' });
  });

  test('that cannot be decoded is taken as it came', () => {
    expect(byUrl('/v1/schedules/daily%', HOST).params).toEqual({ name: 'daily%' });
  });
});

describe('a body', () => {
  test('that is absent is an empty object', () => {
    expect(read(gateway('POST', '/v1/jobs/job_1/cancel')).body).toEqual({});
    expect(read({ method: 'POST', path: '/v1/jobs/job_1/cancel' }).body).toEqual({});
    const scoped = read(gateway('POST', '/v1/products/shop/envs/dev/actions/dispatch'));
    expect(scoped.body).toEqual({ product: 'shop', env: 'dev' });
  });

  test('that is null is not taken for an absent one', () => {
    expect(read(gateway('POST', '/v1/jobs/job_1/cancel', 'null')).body).toBeNull();
    expect(read({ method: 'POST', path: '/v1/jobs/job_1/cancel', body: null }).body).toBeNull();
  });
});

describe('an invocation', () => {
  const http = { method: 'GET', path: '/v1/me' };
  const whole = { ...gateway('GET', '/v1/me'), requestContext: { http } };

  test.each([null, 'text', 5, [], {}])('by %j is refused', (sent) => {
    expect(issuesOf(sent as unknown as DispatchEvent)).not.toEqual([]);
  });

  test('is refused with every mistake', () => {
    const sent = { method: 1, query: [], known: true, headers: {} };
    expect(issuesOf(sent as unknown as DispatchEvent).map((issue) => issue.split(':')[0])).toEqual([
      'method',
      'path',
      'query',
      'known',
      'headers',
    ]);
  });

  test.each([
    { requestContext: null },
    { requestContext: {} },
    { requestContext: { http: null } },
    { requestContext: { http: { method: 'GET' } } },
    { requestContext: { http: { method: 1, path: 2 } } },
    { requestContext: { http: { ...http, sourceIp: true } } },
    { requestContext: { http, domainName: 5 } },
    { requestContext: { http, authorizer: true } },
    { requestContext: { http, authorizer: { jwt: null } } },
    { requestContext: { http, authorizer: { jwt: { claims: 'sub' } } } },
    { requestContext: { http, authorizer: { iam: { userArn: true } } } },
    { headers: { 'if-none-match': true } },
    { headers: [] },
    { rawPath: true },
    { rawQueryString: {} },
    { body: true },
    { isBase64Encoded: 'yes' },
  ])('by an event with %j, which no gateway sends, is refused', (part) => {
    expect(read(whole as never).route).toBe('GET /v1/me');
    expect(issuesOf({ ...whole, ...part } as never)).toContainEqual(
      expect.stringMatching(/^requestContext: /),
    );
  });
});
