import { jest } from '@jest/globals';
import { freePort } from '../../../bench/programs.ts';
import type { HttpAuth } from '../../../contract/resources/actions.ts';
import { MINUTE } from '../../../core/time/units.ts';
import { json } from '../../http-server.ts';
import { failure } from '../shared/run-failure.ts';
import { TestApp } from './test-app.ts';

const app = new TestApp();
let issued = 0;
let refuse: (() => boolean) | undefined;
let grant: (response: Parameters<TestApp['answer']>[1]) => void;

beforeAll(() => app.start());
afterAll(() => app.stop());
beforeEach(() => {
  app.reset();
  issued = 0;
  grant = (response) => json(response, 200, { access_token: `token-${++issued}`, expires_in: 3600 });
  refuse = undefined;
  app.answer = (request, response) => {
    if (request.url?.startsWith('/token')) return grant(response);
    const stale = refuse?.() ?? false;
    json(response, stale ? 401 : 200, { auth: request.headers.authorization });
  };
});

/** Credentials that no other test has, so that no token of another test is known. */
let clients = 0;
const oauth2 = (rest: object = {}): HttpAuth => ({
  type: 'oauth2',
  tokenUrl: `${app.origin}/token?client=${++clients}`,
  clientId: 'my client',
  clientSecret: '$Secret{S}',
  ...rest,
});
const secrets = { S: 'p@ss:wörd' };
const call = (auth: HttpAuth, hide: (value: string) => void = () => undefined, timeout = 10_000) =>
  app.call('list', {}, { app: { auth }, context: { secrets, timeout, overrides: { hide } } });
const asked = () => app.seen.filter(({ url }) => url?.startsWith('/token'));

describe('an app with OAuth 2.0 client credentials', () => {
  test('is called with a token that was got with the client, form-encoded in a basic header', async () => {
    expect(await call(oauth2({ scope: 'a b', audience: 'crm' }))).toEqual({ auth: 'Bearer token-1' });
    const [request] = asked();
    const pair = Buffer.from(request?.headers.authorization?.slice(6) ?? '', 'base64').toString();
    expect(pair).toBe('my+client:p%40ss%3Aw%C3%B6rd');
    expect(request?.body).toBe('grant_type=client_credentials&scope=a+b&audience=crm');
  });

  test('may want the client in the body', async () => {
    await call(oauth2({ credentialsIn: 'body' }));
    const form = new URLSearchParams(asked()[0]?.body);
    expect([form.get('client_id'), form.get('client_secret')]).toEqual(['my client', 'p@ss:wörd']);
    expect(asked()[0]?.headers.authorization).toBeUndefined();
  });

  test('is called with the same token until it expires, and by all who ask at once', async () => {
    const auth = oauth2();
    await Promise.all([call(auth), call(auth), call(auth)]);
    await call(auth);
    expect(asked()).toHaveLength(1);
  });

  test('is asked again for a token that is about to expire', async () => {
    const now = Date.now();
    const time = jest.spyOn(Date, 'now').mockReturnValue(now);
    const auth = oauth2();
    await call(auth);
    time.mockReturnValue(now + 59 * MINUTE - 1);
    expect(await call(auth)).toEqual({ auth: 'Bearer token-1' });
    time.mockReturnValue(now + 59 * MINUTE);
    expect(await call(auth)).toEqual({ auth: 'Bearer token-2' });
    time.mockRestore();
  });

  test.each(['a\r\nX: 1', ' ', '€', 'x'.repeat(9000), 7])(
    'whose token server once answers a token that no header can carry asks again: %j',
    async (access_token) => {
      const auth = oauth2();
      const well = grant;
      grant = (response) => json(response, 200, { access_token, expires_in: 3600 });
      expect((await failure(call(auth))).toFailure()).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        message: 'GET /users the token server answered 200 without a token that can be sent',
      });
      grant = well;
      expect(await call(auth)).toEqual({ auth: 'Bearer token-1' });
    },
  );

  test('that does not accept a kept token any more gets a new one, once', async () => {
    const auth = oauth2();
    await call(auth);
    let times = 0;
    refuse = () => ++times === 1;
    expect(await call(auth)).toEqual({ auth: 'Bearer token-2' });
    refuse = () => true;
    app.seen = [];
    expect((await failure(call(auth))).code).toBe('UNAUTHORIZED');
    expect(app.seen).toHaveLength(3);
    expect(asked()).toHaveLength(1);
  });

  test('that does not accept the newest token is not asked twice', async () => {
    refuse = () => true;
    expect((await failure(call(oauth2()))).code).toBe('UNAUTHORIZED');
    expect(app.seen).toHaveLength(2);
  });

  test('that refuses a token to many at once is sent one new token', async () => {
    const auth = oauth2();
    await call(auth);
    app.seen = [];
    app.answer = (request, response) => {
      if (request.url?.startsWith('/token')) return grant(response);
      const { authorization } = request.headers;
      json(response, authorization === 'Bearer token-1' ? 401 : 200, { auth: authorization });
    };
    const answers = await Promise.all([call(auth), call(auth), call(auth), call(auth)]);
    expect(answers).toEqual(Array(4).fill({ auth: 'Bearer token-2' }));
    expect(asked()).toHaveLength(1);
  });

  test('does not keep a run that waits for the token of an attempt that ends', async () => {
    const auth = oauth2();
    const well = grant;
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    grant = () => arrive();
    const first = failure(call(auth, undefined, 150));
    await arrived;
    const second = call(auth, undefined, 10_000);
    const third = failure(call(auth, undefined, 20));
    expect((await third).code).toBe('TIMEOUT');
    grant = well;
    expect(await first).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('the token server'),
    });
    expect(await second).toEqual({ auth: 'Bearer token-1' });
    expect(asked()).toHaveLength(2);
  });

  test('has tokens of their own for other secrets, scopes and audiences', async () => {
    const auth = oauth2();
    await call(auth);
    await app.call('list', {}, { app: { auth }, context: { secrets: { S: 'rotated' } } });
    await call({ ...auth, scope: 'more' } as HttpAuth);
    await call({ ...auth, audience: 'other' } as HttpAuth);
    expect(asked()).toHaveLength(4);
  });

  test('whose token server cannot be reached says so', async () => {
    const tokenUrl = `http://127.0.0.1:${await freePort()}/token`;
    const error = await failure(call(oauth2({ tokenUrl })));
    expect(error.toFailure()).toEqual({
      code: 'CONNECTION_ERROR',
      message: 'GET /users the token server could not be reached: ECONNREFUSED',
    });
  });

  test('may have its address from a secret, which must be one', async () => {
    const context = { secrets: { ...secrets, URL: 'not a url' } };
    const auth = oauth2({ tokenUrl: '$Secret{URL}' });
    expect((await failure(app.call('list', {}, { app: { auth }, context }))).code).toBe('VALIDATION_ERROR');
    context.secrets.URL = `${app.origin}/token?client=${++clients}`;
    expect(await app.call('list', {}, { app: { auth }, context })).toEqual({ auth: 'Bearer token-1' });
  });

  test('tells of every token and credential it used, for redaction', async () => {
    const hidden: string[] = [];
    await call(oauth2(), (value) => hidden.push(value));
    expect(hidden).toEqual(expect.arrayContaining(['p@ss:wörd', 'token-1']));
    expect(hidden).toContain(Buffer.from('my+client:p%40ss%3Aw%C3%B6rd').toString('base64'));
  });

  test.each([
    [401, { error: 'invalid_client' }, 'UNAUTHORIZED', undefined],
    [400, { error: 'unauthorized_client' }, 'UNAUTHORIZED', undefined],
    [400, { error: 'invalid_scope' }, 'VALIDATION_ERROR', undefined],
    [401, { error: 'invalid_scope' }, 'VALIDATION_ERROR', undefined],
    [429, {}, 'RATE_LIMITED', 7000],
    [503, {}, 'SERVICE_UNAVAILABLE', 7000],
    [200, { token_type: 'none' }, 'SERVICE_UNAVAILABLE', undefined],
  ])(
    'whose token server answers %i %j is %s, and is asked again the next time',
    async (status, body, code, retryAfterMs) => {
      const auth = oauth2();
      const well = grant;
      grant = (response) => json(response, status, body, { 'retry-after': '7' });
      expect(await failure(call(auth))).toMatchObject({ code, retryAfterMs });
      grant = well;
      expect(await call(auth)).toEqual({ auth: 'Bearer token-1' });
    },
  );
});
