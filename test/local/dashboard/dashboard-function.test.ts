import { gzipSync } from 'node:zlib';
import { startHttpApi } from '../../../local/api-gateway/http-api.ts';
import { dashboardFunction } from '../../../local/dashboard/dashboard-function.ts';
import { PAGE_ROUTES } from '../../../web/pages.ts';

let api: Awaited<ReturnType<typeof startHttpApi>>;

beforeAll(async () => {
  const dashboard = dashboardFunction();
  api = await startHttpApi({
    routes: PAGE_ROUTES.map((routeKey) => ({ routeKey, function: dashboard })),
    jsonOnly: true,
    problems: true,
  });
});

afterAll(() => api.stop());

const get = (path: string, headers: Record<string, string> = {}) => fetch(api.endpoint + path, { headers });

/** The addresses of the script and the style sheet that a page names. */
const assetsIn = (page: string) =>
  [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);

test.each(['/', '/jobs', '/jobs/job_1', '/stats', '/webhooks', '/preview', '/bulk/b', '/jobs?status=failed'])(
  '%s is answered with the page, under a policy that lets it run its own script only',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(
      "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(await answer.text()).toContain('<div id="app">');
  },
);

test('its files have their content in their names, name no other server, and are within the budget', async () => {
  const page = await (await get('/')).text();
  const assets = assetsIn(page);
  expect(assets.map((path) => path.replace(/-\w+/, ''))).toEqual(['/assets/app.js', '/assets/app.css']);
  let bytes = gzipSync(page).length;
  for (const path of assets) {
    const answer = await get(path);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    const text = await answer.text();
    bytes += gzipSync(text).length;
    const addresses = text.match(/https?:\/\/[\w.-]+/g) ?? [];
    expect(addresses.filter((each) => each !== 'http://www.w3.org')).toEqual([]);
  }
  expect(bytes).toBeLessThan(60 * 1024);
});

test.each(['/assets/none.js', '/assets/..%2f..%2fpackage.json', '/nonsense', '/v1/nonsense'])(
  'there is no %s',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('content-security-policy')).toBe('sandbox');
  },
);

test('pages of other sites neither show it nor read it', async () => {
  for (const headers of [{ origin: 'https://example.com' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await get('/', headers)).status).toBe(403);
});

test('a load that fails is tried again at the next request', async () => {
  let loads = 0;
  const { invoke } = dashboardFunction(async () => {
    loads += 1;
    if (loads === 1) throw new Error('no');
    return new Map([['index.html', Buffer.from('page')]]);
  });
  const event = JSON.stringify({ rawPath: '/' });
  await expect(invoke(event)).rejects.toThrow('no');
  expect(JSON.parse((await invoke(event)).payload.toString())).toMatchObject({ statusCode: 200 });
  await invoke(event);
  expect(loads).toBe(2);
});
