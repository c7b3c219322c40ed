import type { HttpAuth } from '../../../contract/resources/actions.ts';
import { failure } from '../shared/run-failure.ts';
import { json, TestApp } from './test-app.ts';

const app = new TestApp();
let issued = 0;
let refuse: ((status: number) => boolean) | undefined;
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
    const stale = refuse?.(0) ?? false;
    json(response, stale ? 401 : 200, { auth: request.headers.authorization });
  };
});

/** Credentials nobody else has, so that no token of another test is known. */
let clients = 0;
const oauth2 = (rest: object = {}): HttpAuth => ({
  type: 'oauth2',
  tokenUrl: `${app.origin}/token?client=${++clients}`,
  clientId: 'my client',
  clientSecret: '$Secret{S}',
  ...rest,
});
const secrets = { S: 'p@ss:wörd' };
const call = (auth: HttpAuth, hide: (value: string) => void = () => undefined) =>
  app.call('list', {}, { app: { auth }, context: { secrets, overrides: { hide } } });
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
    grant = (response) => json(response, 200, { access_token: `token-${++issued}`, expires_in: 0.001 });
    const auth = oauth2();
    await call(auth);
    await new Promise((done) => setTimeout(done, 5));
    expect(await call(auth)).toEqual({ auth: 'Bearer token-2' });
  });

  test('that does not accept a token any more gets a new one, once', async () => {
    let times = 0;
    refuse = () => ++times === 1;
    expect(await call(oauth2())).toEqual({ auth: 'Bearer token-2' });
    refuse = () => true;
    const refused = await failure(call(oauth2()));
    expect(refused.code).toBe('UNAUTHORIZED');
    expect(asked()).toHaveLength(4);
  });

  test('tells of every token and credential it used, for redaction', async () => {
    const hidden: string[] = [];
    await call(oauth2(), (value) => hidden.push(value));
    expect(hidden).toContain('token-1');
    expect(hidden).toContain(Buffer.from('my+client:p%40ss%3Aw%C3%B6rd').toString('base64'));
  });

  test.each([
    [401, { error: 'invalid_client' }, 'UNAUTHORIZED'],
    [400, { error: 'unauthorized_client' }, 'UNAUTHORIZED'],
    [400, { error: 'invalid_scope' }, 'VALIDATION_ERROR'],
    [429, {}, 'RATE_LIMITED'],
    [503, {}, 'SERVICE_UNAVAILABLE'],
    [200, { token_type: 'none' }, 'SERVICE_UNAVAILABLE'],
  ])(
    'whose token server answers %i %j is %s, and is asked again the next time',
    async (status, body, code) => {
      const auth = oauth2();
      const well = grant;
      grant = (response) => json(response, status, body, { 'retry-after': '7' });
      expect(await failure(call(auth))).toMatchObject({ code, retryAfterMs: 7000 });
      grant = well;
      expect(await call(auth)).toEqual({ auth: 'Bearer token-1' });
    },
  );
});
