import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RequestError } from '../../core/errors/request-error.ts';
import { callerOf } from '../../lambdas/dispatch/caller.ts';
import { readRequest } from '../../lambdas/dispatch/request.ts';
import { changesNothing, ROUTE_KEYS, type RouteKey } from '../../lambdas/dispatch/route-keys.ts';
import { whoCalls } from '../../lambdas/dispatch/who.ts';

const CLAIMS = { products: 'products', access: 'access' };
const looks = { sub: 'anna', products: '*', access: 'read' };

/** A call as API Gateway hands it on after it has checked the token. */
function withToken(claims: Record<string, unknown>, key: RouteKey = 'GET /v1/jobs', from = '/v1') {
  const [method = '', path = ''] = key.replaceAll(/\{\w+\}/g, 'x1').split(' ');
  return {
    rawPath: path.replace('/v1', from),
    rawQueryString: '',
    headers: {},
    requestContext: { http: { method, path }, authorizer: { jwt: { claims } } },
    // Refused for that once it is read.
    body: '{',
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}

function refusalOf(event: APIGatewayProxyEventV2): string | undefined {
  try {
    readRequest(event, CLAIMS);
    return undefined;
  } catch (error) {
    if (error instanceof RequestError) return error.code;
    throw error;
  }
}

describe('a caller that may only look', () => {
  test('may call these routes, and no other: a new one counts as a change unless it is a GET or is listed', () => {
    expect(ROUTE_KEYS.filter((key) => changesNothing(key) && !key.startsWith('GET '))).toEqual([
      'POST /v1/jobs/{id}/preview',
      'POST /v1/schedules/preview',
      'POST /v1/schedules/calendar',
    ]);
  });

  test.each(ROUTE_KEYS)(
    'is let through to what changes nothing, and refused before it is read else: %s',
    (key) => {
      for (const from of ['/v1', '/v1/products/shop/envs/dev']) {
        const expected = changesNothing(key) ? 'VALIDATION_ERROR' : 'FORBIDDEN';
        expect(refusalOf(withToken(looks, key, from))).toBe(expected);
        expect(refusalOf(withToken({ ...looks, access: 'read write' }, key, from))).toBe('VALIDATION_ERROR');
      }
    },
  );

  test('is told by which claim', () => {
    const event = withToken(looks, 'POST /v1/jobs/pause-all');
    expect(() => readRequest(event, CLAIMS)).toThrow(
      'This token may look, but not change anything: its claim "access" does not list "write".',
    );
  });
});

const who = (event: APIGatewayProxyEventV2, claims = CLAIMS, isLocal = false) =>
  whoCalls(event, callerOf(event, isLocal), claims);

describe('a token may change something', () => {
  test.each([
    [undefined, true],
    ['write', true],
    ['[read write]', true],
    ['["read","write"]', true],
    ['read', false],
    ['', false],
    ['[]', false],
    ['writer', false],
    ['WRITE', false],
    ['true', false],
    [null, false],
    [{ write: true }, false],
    ['["write"', false],
  ])('with the claim %j: %s', (access, write) => {
    expect(who(withToken({ sub: 'anna', access }), CLAIMS).may).toEqual({ read: true, write });
  });

  test('by the claim that the operator names', () => {
    const event = withToken({ access: 'write', role: 'viewer' });
    expect(who(event, { ...CLAIMS, access: 'role' }).may.write).toBe(false);
  });
});

describe('who calls', () => {
  const by = (authorizer?: object) =>
    ({ requestContext: { ...(authorizer && { authorizer }) } }) as unknown as APIGatewayProxyEventV2;
  const userArn = 'arn:aws:sts::111122223333:assumed-role/ops/anna';

  test('is told by what authorized the call, with a bounded name, and whether it may change something only where that is known', () => {
    expect(who(by({ iam: { userArn } }), CLAIMS)).toEqual({
      actor: userArn,
      via: 'iam',
      may: { read: true },
    });
    expect(who(withToken({ sub: 'a'.repeat(1000) }), CLAIMS).actor).toHaveLength(256);
    expect(who(withToken({}), CLAIMS)).toMatchObject({ actor: 'token', via: 'token' });
    expect(who(by(), CLAIMS)).toMatchObject({ via: 'anonymous', may: { write: true } });
  });

  test('is local where receivers may be on this machine', () => {
    expect(who(by(), CLAIMS, true)).toMatchObject({ actor: 'local', via: 'local' });
  });
});
