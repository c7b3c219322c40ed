import { jest } from '@jest/globals';
import type { HttpApp } from '../../../contract/resources/actions.ts';
import { failure } from '../shared/run-failure.ts';
import { TestApp } from './test-app.ts';

const app = new TestApp();
beforeAll(() => app.start());
beforeEach(() => app.reset());
afterAll(() => app.stop());

describe('what an app is sent', () => {
  test('is the flat input as JSON body, with the identity of the run as idempotency key', async () => {
    expect(await app.call('post', { name: 'Ada', 'query:dry': true, 'headers:X-Trace': 't1' })).toEqual({
      ok: true,
    });
    expect(app.seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1/users?dry=true',
        body: '{"name":"Ada"}',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': 'job_1-1700000000000',
          'x-trace': 't1',
        },
      },
    ]);
  });

  test('is the structured input where it says', async () => {
    await app.call('put', { params: { id: 7 }, query: { tag: ['a', 'b'], none: null }, body: [1, 2] });
    expect(app.seen).toMatchObject([{ method: 'PUT', url: '/v1/users/7?tag=a&tag=b', body: '[1,2]' }]);
  });

  test('is an unprefixed key in the query for GET and DELETE', async () => {
    await app.call('list', { page: 2, q: 'a&b=c' });
    await app.call('drop', { id: 'x', reason: 'gone' });
    expect(app.seen.map(({ url }) => url)).toEqual([
      '/v1/users?page=2&q=a%26b%3Dc',
      '/v1/users/x?reason=gone',
    ]);
  });

  test('keeps a fixed query string of the declared path', async () => {
    await app.call('search', { q: 'x' });
    expect(app.seen[0]?.url).toBe('/v1/search?v=2&q=x');
  });

  test('stays on its host and under its path, whatever a parameter holds', async () => {
    await app.call('get', { id: 'a/b?c#d@evil.example:80;x y\r\nX-Evil: 1' });
    await app.call('slashes');
    expect(app.seen.map(({ url }) => url)).toEqual([
      '/v1/users/a%2Fb%3Fc%23d%40evil.example%3A80%3Bx%20y%0D%0AX-Evil%3A%201',
      '/v1//other.example/x',
    ]);
    expect(app.seen[0]?.headers).not.toHaveProperty('x-evil');
  });

  test('is a form where the content type says so', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    await app.call('post', { headers, body: { a: 'x y', b: [1, 2] } });
    expect(app.seen).toMatchObject([
      { body: 'a=x+y&b=1&b=2', headers: { 'content-type': headers['Content-Type'] } },
    ]);
  });

  test('is text as it is where the content type is not JSON', async () => {
    await app.call('post', { headers: { 'content-type': 'text/csv' }, body: 'a,b\n1,2' });
    expect(app.seen).toMatchObject([{ body: 'a,b\n1,2', headers: { 'content-type': 'text/csv' } }]);
    const refused = await failure(
      app.call('post', { headers: { 'content-type': 'text/csv' }, body: { a: 1 } }),
    );
    expect(refused.code).toBe('VALIDATION_ERROR');
  });

  test('never has a body key turned into a prototype', async () => {
    await app.call('post', JSON.parse('{"__proto__":{"admin":true},"constructor":1}'));
    expect(app.seen[0]?.body).toBe('{"__proto__":{"admin":true},"constructor":1}');
  });

  test.each<[string, HttpApp['auth'], Record<string, string>]>([
    ['bearer', { type: 'bearer', token: '$Secret{T}' }, { authorization: 'Bearer tok-12345' }],
    [
      'basic',
      { type: 'basic', username: 'me', password: '$Secret{T}' },
      { authorization: `Basic ${Buffer.from('me:tok-12345').toString('base64')}` },
    ],
    ['header', { type: 'header', name: 'X-Auth', value: 'v $Secret{T}' }, { 'x-auth': 'v tok-12345' }],
    [
      'apiKey',
      { type: 'apiKey', in: 'header', name: 'X-Key', value: '$Secret{T}' },
      { 'x-key': 'tok-12345' },
    ],
  ])('carries the credentials of %s', async (_type, auth, headers) => {
    await app.call('list', {}, { app: { ...(auth && { auth }) }, context: { secrets: { T: 'tok-12345' } } });
    expect(app.seen[0]?.headers).toMatchObject(headers);
  });

  test('carries an api key in the query, encoded', async () => {
    const auth = { type: 'apiKey', in: 'query', name: 'key', value: '$Secret{T}' } as const;
    await app.call('list', { q: 1 }, { app: { auth }, context: { secrets: { T: 'a&b' } } });
    expect(app.seen[0]?.url).toBe('/v1/users?q=1&key=a%26b');
  });

  test('carries the headers of the configuration', async () => {
    await app.call('list', {}, { app: { headers: { 'X-Tenant': 'acme' } } });
    expect(app.seen[0]?.headers['x-tenant']).toBe('acme');
  });

  test('is nothing when a secret is unknown or holds a line break', async () => {
    const auth = { type: 'bearer', token: '$Secret{T}' } as const;
    expect((await failure(app.call('list', {}, { app: { auth } }))).code).toBe('NOT_FOUND');
    const broken = await failure(
      app.call('list', {}, { app: { auth }, context: { secrets: { T: 'topsecret\n' } } }),
    );
    expect(broken).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(broken.message).not.toContain('topsecret');
    expect(app.seen).toEqual([]);
  });

  test('is nothing when an operator brought a value the event does not take', async () => {
    const refused = await failure(app.call('get', { id: { a: 1 } }));
    expect(refused).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'input.id: expected text, a number or a boolean',
    });
    expect((await failure(app.call('nosuch'))).code).toBe('NOT_FOUND');
    expect(app.seen).toEqual([]);
  });

  test.each(['ftp://x', 'not a url', 'http://user:pw@127.0.0.1/'])(
    'is nothing for the base URL %s',
    async (baseUrl) => {
      const refused = await failure(app.call('list', {}, { app: { baseUrl } }));
      expect(refused.code).toBe('VALIDATION_ERROR');
      expect(refused.message).not.toContain('pw');
    },
  );

  test('goes over kept connections', async () => {
    await app.call('list');
    const { sockets } = app;
    for (let i = 0; i < 10; i++) await app.call('post', { i });
    expect(app.sockets).toBe(sockets);
  });

  test('goes over a new connection after a freeze, for the kept ones may be dead', async () => {
    await app.call('list');
    const { sockets } = app;
    const later = Date.now() + 60_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    await app.call('list');
    clock.mockRestore();
    expect(app.sockets).toBe(sockets + 1);
  });
});

describe('what a run returns', () => {
  test.each<[string, string, string, unknown]>([
    ['JSON', 'application/json; charset=utf-8', '{"a":[1]}', { a: [1] }],
    ['JSON of a vendor type', 'application/vnd.api+json', '{"a":1}', { a: 1 }],
    ['JSON null', 'application/json', 'null', null],
    ['text', 'text/plain', 'héllo', 'héllo'],
    ['text that looks like JSON', 'text/plain', '{"a":1}', '{"a":1}'],
    ['JSON that is none, as text', 'application/json', '<html>', '<html>'],
    ['nothing', 'application/json', '', null],
    [
      'JSON, whose numbers keep their digits as text where a number would be another',
      'application/json',
      '{"id":1970670598291982290,"n":9007199254740991,"m":1e400}',
      { id: '1970670598291982290', n: 9_007_199_254_740_991, m: '1e400' },
    ],
  ])('is %s', async (_what, type, body, expected) => {
    app.answer = (_request, response) => response.writeHead(200, { 'content-type': type }).end(body);
    expect(await app.call('list')).toEqual(expected);
  });

  test('is null for 204 and for HEAD', async () => {
    app.answer = (_request, response) => response.writeHead(204).end();
    expect(await app.call('post', { a: 1 })).toBeNull();
    expect(await app.call('head')).toBeNull();
  });

  test('is bounded even where an answer has no end', async () => {
    app.answer = (_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536, 'a')));
      };
      response.on('drain', more);
      more();
    };
    const result = (await app.call('list')) as { bytes: number; text: string };
    expect(result.bytes).toBeLessThan(2_000_000);
    expect(result.text.length).toBeLessThan(2_000_000);
  });
});
