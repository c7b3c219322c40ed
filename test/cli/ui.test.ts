import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isForwarded } from '../../cli/ui/forwarded.ts';
import { serveUi, type Ui } from '../../cli/ui/serve-ui.ts';
import { defined } from '../../contract/plain-data.ts';
import { type ApiRequest, DuctapeError } from '../../sdk/index.ts';
import { sendRaw } from '../local/cloud/raw-request.ts';
import { ownCallers, webPages } from '../local/cloud/web-pages.ts';

let ui: Ui;
let port: number;
let secret: string;
/** What reached the API, and what it answers. */
let called: ApiRequest[] = [];
let answer: () => unknown = () => ({ status: 200, body: { ok: true } });

beforeAll(async () => {
  const files = new Map([
    ['index.html', Buffer.from('<!doctype html><html lang="en"><div id="app">')],
    ['app-1.js', Buffer.from('go()')],
  ]);
  const transport = async (request: ApiRequest) => {
    called.push(request);
    return (await answer()) as { status: number; body: unknown };
  };
  ui = await serveUi({ transport, files, isFar: true });
  port = Number(new URL(ui.url).port);
  secret = ui.url.split('/').at(-1) ?? '';
});

afterAll(() => ui.stop());
beforeEach(() => {
  called = [];
  answer = () => ({ status: 200, body: { ok: true } });
});

const bearer = () => ({ authorization: `Bearer ${secret}` });
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers });

describe('the page', () => {
  test('is served under its policy at the first address and at those of its views, and tells that reads are paid for', async () => {
    for (const path of [new URL(ui.url).pathname, '/', '/jobs?in=shop', '/jobs/job_1', '/pauses']) {
      const response = await get(path);
      expect({ path, status: response.status }).toEqual({ path, status: 200 });
      expect(response.headers.get('content-security-policy')).toContain(
        "default-src 'none'; script-src 'self'",
      );
      expect(await response.text()).toContain('<html data-far="" lang="en">');
    }
    expect(await (await get('/assets/app-1.js')).text()).toBe('go()');
  });

  test('has a secret of 192 bits in its first address, another each time, and no other address with one', async () => {
    expect(secret).toMatch(/^[\w-]{32}$/);
    const other = await serveUi({
      transport: async () => ({ status: 200, body: {} }),
      files: new Map(),
      isFar: false,
    });
    expect(other.url.endsWith(secret)).toBe(false);
    await other.stop();
    for (const path of ['/session/', `/session/${secret}x`, `/session/${secret.slice(1)}`, '/session/x'])
      expect((await get(path)).status).toBe(404);
  });

  test.each([
    '/assets/none.js',
    '/assets/..%2findex.html',
    '/assets/%2e%2e/index.html',
    '/etc/passwd',
    '/index.html',
  ])('there is no %s', async (path) => {
    expect((await sendRaw(port, { target: path, headers: [`Host: 127.0.0.1:${port}`] })).status).toBe(404);
  });
});

describe('the API', () => {
  test('is called with method, path, query and body of the page, and with nothing else of it', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/jobs/bulk/pause?a=1&b=x%20y`, {
      method: 'POST',
      headers: {
        ...bearer(),
        'content-type': 'application/json',
        cookie: 'a=b',
        'x-forwarded-for': '1.2.3.4',
      },
      body: '{"product":"shop"}',
    });
    expect(await response.json()).toEqual({ ok: true });
    expect(called).toEqual([
      { method: 'POST', path: '/v1/jobs/bulk/pause', query: { a: '1', b: 'x y' }, body: { product: 'shop' } },
    ]);
  });

  test.each([
    ['none', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a wrong one', { authorization: `Bearer ${'x'.repeat(32)}` }],
    ['one in another header', { 'x-session': 'x' }],
  ])('is not called with %s for a secret', async (_what, headers) => {
    for (const path of ['/v1/jobs', '/v1/health', '/_clock', `/v1/jobs?token=${secret}`])
      expect((await get(path, headers as Record<string, string>)).status).toBe(401);
    expect(called).toEqual([]);
  });

  test('is not called by pages of others, though they had the secret, nor under another name of this machine', async () => {
    for (const [what, request] of webPages(port, '/v1/jobs')) {
      const headers = [...request.headers, `Authorization: Bearer ${secret}`];
      expect({ what, status: (await sendRaw(port, { ...request, headers })).status }).toEqual({
        what,
        status: 403,
      });
    }
    for (const [what, request] of webPages(port, '/'))
      expect({ what, status: (await sendRaw(port, request)).status }).toEqual({ what, status: 403 });
    expect(called).toEqual([]);
    for (const [, request] of ownCallers(port, '/v1/jobs'))
      await sendRaw(port, { ...request, headers: [...request.headers, `Authorization: Bearer ${secret}`] });
    expect(called).toHaveLength(7);
  });

  test.each([
    '/v1/../admin',
    '/v1/jobs/../../admin',
    '/v1/%2e%2e/admin',
    '/v1/jobs/..%2f..%2fadmin',
    '/v1/jobs/%2e./x',
    '/v1/jobs/a%5cb',
    '/v1/jobs/a\\b',
    '/v1/jobs/%00',
    '/v1/jobs/%zz',
    '/v1/jobs/%ff',
    '/v1//evil.example',
    '/v1/',
    '/v1',
    '/v2/jobs',
    '//evil.example/v1/jobs',
    '/_clock/../v1/jobs',
    '/_clock/other',
    '/.well-known/x',
  ])('is not called by the path %s', async (target) => {
    const headers = [`Host: 127.0.0.1:${port}`, `Authorization: Bearer ${secret}`];
    expect((await sendRaw(port, { target, headers })).status).toBe(404);
    expect(called).toEqual([]);
    expect(isForwarded(target)).toBe(false);
  });

  test.each([
    '/v1/jobs/job_1/history',
    '/v1/schedules/a%20b',
    '/v1/products/shop/envs/prd/jobs',
    '/_clock/advance',
  ])('is called by the path %s as it is', async (path) => {
    await get(path, bearer());
    expect(called.map((call) => call.path)).toEqual([path]);
  });

  test.each([
    ['PATCH', undefined, undefined, 405],
    ['OPTIONS', undefined, undefined, 405],
    ['POST', 'text/plain', '{}', 415],
    ['POST', 'application/json', '{', 400],
    ['POST', 'application/json', `"${'x'.repeat(7_000_000)}"`, 413],
  ])('refuses %s with %s', async (method, type, body, status) => {
    const headers = { ...bearer(), ...(type !== undefined && { 'content-type': type }) };
    const init = { method, headers, ...defined({ body }) };
    const response = await fetch(`http://127.0.0.1:${port}/v1/jobs`, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(called).toEqual([]);
  });

  test('is called without the body of a GET, which means nothing', async () => {
    const headers = Object.entries({ ...bearer(), 'content-type': 'application/json' });
    const told = [`Host: 127.0.0.1:${port}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
    expect((await sendRaw(port, { target: '/v1/me', headers: told, body: '{}' })).status).toBe(200);
    expect(called).toEqual([{ method: 'GET', path: '/v1/me' }]);
  });

  test('refuses a parameter that came twice, as one of them would be lost', async () => {
    expect((await get('/v1/jobs?limit=1&limit=2', bearer())).status).toBe(400);
    expect(called).toEqual([]);
  });

  test('refuses a body that is too deep to be sent on', async () => {
    answer = () => JSON.stringify(called[0]?.body);
    const body = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const headers = { ...bearer(), 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const response = await fetch(`http://127.0.0.1:${port}/v1/jobs/bulk/pause`, {
      method: 'POST',
      headers,
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'The body is nested too deeply.' });
  });

  test.each([
    [{ code: 'CONNECTION_ERROR', detail: 'refused' }, 502],
    [{ code: 'UNAUTHORIZED', detail: 'no AWS credentials to sign with' }, 401],
    [{ code: 'INVALID_RESPONSE', status: 418, detail: 'no JSON' }, 418],
  ])('says why it did not answer: %j', async (parts, status) => {
    answer = () => {
      throw new DuctapeError({ method: 'GET', path: '/v1/jobs' }, parts);
    };
    const response = await get('/v1/jobs', bearer());
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      code: parts.code,
      detail: expect.stringContaining(parts.detail),
    });
  });

  test('has its refusals and its bid to wait handed on', async () => {
    answer = () => ({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' }, retryAfterMs: 2000 });
    const response = await get('/v1/jobs', bearer());
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toBe('sandbox');
  });
});

test('only 127.0.0.1 listens', async () => {
  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const addresses = others.filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of addresses) {
    const refused = await new Promise((resolve) => {
      const socket = connect(port, address, () => {
        socket.destroy();
        resolve(false);
      }).on('error', () => resolve(true));
    });
    expect({ address, refused }).toEqual({ address, refused: true });
  }
});
