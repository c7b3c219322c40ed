import { createServer as createTcpServer } from 'node:net';
import { freePort } from '../../../bench/programs.ts';
import { breakOff, close, json, listen, startHttpServer } from '../../http-server.ts';
import { failure } from '../shared/run-failure.ts';
import { TestApp } from './test-app.ts';

const app = new TestApp();
beforeAll(() => app.start());
beforeEach(() => app.reset());
afterAll(() => app.stop());

describe('what a run fails with', () => {
  test.each([
    [400, 'VALIDATION_ERROR'],
    [401, 'UNAUTHORIZED'],
    [402, 'VALIDATION_ERROR'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [405, 'VALIDATION_ERROR'],
    [408, 'TIMEOUT'],
    [409, 'CONFLICT'],
    [410, 'NOT_FOUND'],
    [422, 'VALIDATION_ERROR'],
    [423, 'SERVICE_UNAVAILABLE'],
    [429, 'RATE_LIMITED'],
    [500, 'SERVICE_UNAVAILABLE'],
    [502, 'SERVICE_UNAVAILABLE'],
    [503, 'SERVICE_UNAVAILABLE'],
    [504, 'TIMEOUT'],
    [300, 'VALIDATION_ERROR'],
  ])('a status of %i is %s', async (status, code) => {
    app.answer = (_request, response) => response.writeHead(status).end();
    expect((await failure(app.call('get', { id: 'secret-id' }))).toFailure()).toEqual({
      code,
      message: `GET /users/:id answered ${status}`,
    });
  });

  test.each([
    [{ code: 'CARD_DECLINED', message: 'no funds' }, 'CARD_DECLINED', 'no funds'],
    [{ error: { code: 'card_declined', message: 'no\nfunds' } }, 'CARD_DECLINED', 'no\nfunds'],
    [{ code: 'FraudDetected', detail: 'odd' }, 'FRAUD_DETECTED', 'odd'],
    [{ code: 402, error: 'plain' }, 'VALIDATION_ERROR', 'plain'],
    [{ code: '12' }, 'VALIDATION_ERROR', ''],
    [{ code: 'WORKER_LOST' }, 'VALIDATION_ERROR', ''],
    [{ errors: [{ code: 'dead-lettered' }] }, 'VALIDATION_ERROR', ''],
    [{ error: { code: 'IdempotencyConflict' }, code: 'A'.repeat(65) }, 'VALIDATION_ERROR', ''],
    [[1], 'VALIDATION_ERROR', ''],
    [[{ errorCode: 'REQUIRED_FIELD_MISSING', message: 'Name' }], 'REQUIRED_FIELD_MISSING', 'Name'],
    [{ errors: [{ code: 'too-long', detail: 'title' }, { code: 'other' }] }, 'TOO_LONG', 'title'],
    [{ error_code: 'insufficientFunds' }, 'INSUFFICIENT_FUNDS', ''],
  ])('an app that answers %j names its own code', async (body, code, said) => {
    app.answer = (_request, response) => json(response, 402, body);
    const message = `POST /users answered 402${said && `: ${said}`}`;
    expect((await failure(app.call('post'))).toFailure()).toEqual({ code, message });
  });

  test.each([
    [402, false],
    [422, false],
    [500, true],
    [502, true],
    [503, true],
  ])('an app that answers %i with a code of its own may have done its work: %p', async (status, unsure) => {
    app.answer = (_request, response) => json(response, status, { code: 'ROW_MISSING' });
    expect(await failure(app.call('post'))).toMatchObject({ code: 'ROW_MISSING', unsure });
  });

  test.each([
    [401, 'UNAUTHORIZED'],
    [408, 'TIMEOUT'],
    [429, 'RATE_LIMITED'],
    [504, 'TIMEOUT'],
  ])('a status of %i is %s whatever the app calls it, for policies name that', async (status, code) => {
    app.answer = (_request, response) => json(response, status, { code: 'odd', message: 'mine' });
    const error = await failure(app.call('list'));
    expect(error.toFailure()).toEqual({ code, message: `GET /users answered ${status}: mine` });
  });

  test('a message is told whole, for the executor cuts it when its secrets are out', async () => {
    const message = `no: ${'x'.repeat(5000)}`;
    app.answer = (_request, response) => json(response, 402, { message });
    expect((await failure(app.call('post'))).message).toBe(`POST /users answered 402: ${message}`);
  });

  test('a text that does not come whole is not told, for its end may be the beginning of a secret', async () => {
    app.answer = (_request, response) => {
      breakOff(response, 402, 'half', { 'content-type': 'text/plain' });
    };
    expect((await failure(app.call('post'))).message).toBe('POST /users answered 402');
  });

  test.each([200, 400, 409, 500])('a Retry-After with %i is none of the retries', async (status) => {
    app.answer = (_request, response) => json(response, status, { ok: true }, { 'retry-after': '7' });
    const settled = await app.call('list').then(
      () => undefined,
      (error) => error.retryAfterMs,
    );
    expect(settled).toBeUndefined();
  });

  test.each([429, 503])(
    'a Retry-After with %i is the least delay, in seconds or as a date',
    async (status) => {
      app.answer = (_request, response) => json(response, status, {}, { 'retry-after': '7' });
      expect((await failure(app.call('list'))).retryAfterMs).toBe(7000);
      const date = new Date(Date.now() + 60_000).toUTCString();
      app.answer = (_request, response) => json(response, status, {}, { 'retry-after': date });
      const before = Date.now();
      const wait = (await failure(app.call('list'))).retryAfterMs ?? 0;
      expect(wait).toBeGreaterThanOrEqual(Date.parse(date) - Date.now());
      expect(wait).toBeLessThanOrEqual(Date.parse(date) - before);
      app.answer = (_request, response) => json(response, status, {}, { 'retry-after': 'soon' });
      expect((await failure(app.call('list'))).retryAfterMs).toBeUndefined();
    },
  );

  test('the end of the attempt is TIMEOUT before the answer', async () => {
    app.answer = () => undefined;
    expect((await failure(app.call('list', {}, { context: { timeout: 100 } }))).code).toBe('TIMEOUT');
  });

  test('a refused connection and an unknown host are CONNECTION_ERROR', async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}`;
    expect((await failure(app.call('list', {}, { app: { baseUrl } }))).toFailure()).toEqual({
      code: 'CONNECTION_ERROR',
      message: 'GET /users could not be reached: ECONNREFUSED',
    });
    const unknown = await failure(app.call('list', {}, { app: { baseUrl: 'http://nowhere.invalid' } }));
    expect(unknown.code).toBe('CONNECTION_ERROR');
  });

  test.each([
    ['hangs up', ''],
    ['does not speak HTTP', 'SSH-2.0-OpenSSH_9\r\n'],
    ['ends within its status', 'HTTP/1.1 20'],
    ['ends within its headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ])('a peer that %s is CONNECTION_ERROR', async (_what, text) => {
    const peer = createTcpServer((socket) => socket.once('data', () => socket.end(text)));
    const baseUrl = await listen(peer);
    expect((await failure(app.call('list', {}, { app: { baseUrl } }))).code).toBe('CONNECTION_ERROR');
    await close(peer);
  });

  test('an app that sends interim answers without end is left, and one that sends some is answered by its last', async () => {
    let isEndless = true;
    app.answer = (_request, response) => {
      for (let n = 0; n < 100; n++) response.writeEarlyHints({ link: '</a>; rel=preload' });
      const hint = () => {
        if (!response.destroyed)
          response.writeEarlyHints({ link: '</b>; rel=preload' }, () => setImmediate(hint));
      };
      if (isEndless) hint();
      else json(response, 200, []);
    };
    expect((await failure(app.call('list'))).toFailure()).toEqual({
      code: 'CONNECTION_LOST',
      message: 'GET /users sent more than 100 interim answers',
    });
    isEndless = false;
    expect(await app.call('list')).toEqual([]);
  });

  test('TLS that is not there is CONNECTION_ERROR', async () => {
    const baseUrl = app.origin.replace('http:', 'https:');
    expect((await failure(app.call('list', {}, { app: { baseUrl } }))).code).toBe('CONNECTION_ERROR');
  });
});

describe('a redirect', () => {
  const redirect = (status: number, to: string) => {
    app.answer = ({ url }, response) => {
      if (url?.startsWith('/v1/')) response.writeHead(status, { location: to }).end();
      else json(response, 200, { moved: true });
    };
  };

  test.each([301, 302, 303, 307, 308])('of %i within the origin is followed by a GET', async (status) => {
    redirect(status, '/v2/users');
    expect(await app.call('list')).toEqual({ moved: true });
    expect(app.seen.map(({ url }) => url)).toEqual(['/v1/users', '/v2/users']);
  });

  test('of 307 repeats a POST, of 303 asks for its result, and of 301 is refused', async () => {
    redirect(307, '/v2/users');
    await app.call('post', { a: 1 });
    expect(app.seen[1]).toMatchObject({ method: 'POST', body: '{"a":1}' });
    redirect(303, '/v2/result');
    await app.call('post', { a: 1 });
    expect(app.seen[3]).toMatchObject({ method: 'GET', body: '' });
    redirect(301, '/v2/users');
    expect((await failure(app.call('post', { a: 1 }))).code).toBe('VALIDATION_ERROR');
    expect(app.seen).toHaveLength(5);
  });

  test('to another origin is refused, and nothing is sent there', async () => {
    await using other = await startHttpServer((_request, response) => response.end());
    redirect(307, `${other.endpoint}/steal`);
    const auth = { type: 'bearer', token: 'abcdef' } as const;
    expect((await failure(app.call('list', {}, { app: { auth } }))).toFailure()).toEqual({
      code: 'VALIDATION_ERROR',
      message: 'GET /users answered 307, redirecting to another origin, which is not followed',
    });
    expect(other.received).toEqual([]);
  });

  test('without end is given up', async () => {
    redirect(302, '/v1/again');
    expect((await failure(app.call('list'))).code).toBe('VALIDATION_ERROR');
    expect(app.seen).toHaveLength(6);
  });
});
