import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findProgram } from '../../../bench/programs.ts';
import { startCloud } from '../../../local/cloud.ts';
import { type Engine, suiteOn } from '../../engines/suite-on.ts';
import { type Received, startHttpServer } from '../../http-server.ts';
import { tokenOf } from '../../token.ts';
import { LOOKS, type Look, overflowOf, screenshot, violationsOf, withPage } from './driver.ts';

/** What the issuer was asked, and what it is to answer. */
interface Issued {
  asked: Record<string, string>[];
  refusal?: string;
  /** How long tokens last, s. */
  seconds: number;
  state?: string;
}

/** An issuer of tokens, an embedded cloud whose dispatch function serves the dashboard as on AWS, and a browser. */
async function startSignIn() {
  const executablePath = findProgram('chromium') ?? findProgram('google-chrome');
  if (executablePath === undefined) return { missing: 'there is no chromium: apt-get install chromium' };
  const issued: Issued = { asked: [], seconds: 3600 };
  const issuer = await startHttpServer(({ url, body }, response) =>
    answer(issuer.endpoint, url, body, issued, response),
  );
  const dataDirectory = await mkdtemp(join(tmpdir(), 'web-sign-in-'));
  const jwt = {
    issuer: issuer.endpoint,
    audience: ['jobs'],
    dashboard: { clientId: 'page', scope: 'openid jobs' },
  };
  const config = { products: { shop: { envs: { dev: {} } } } };
  const cloud = await startCloud({ config, dataDirectory, props: { jwt } });
  // The embedded cloud refuses a browser that comes from another site, as it does from the issuer; on AWS nothing does.
  const gateway = await startHttpServer((request, response) => handOn(cloud.url, request, response));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const engine = { browser, url: gateway.endpoint, issued, issuer: issuer.endpoint };
  const stop = async () => {
    await browser.close();
    await gateway.close();
    await cloud.stop();
    await issuer.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { engine, stop } satisfies Engine<typeof engine>;
}

/** Hands a request on with nothing of it that says where it comes from. */
async function handOn(to: string, request: Received, response: ServerResponse): Promise<void> {
  const { method, url, headers, body } = request;
  const named = ['authorization', 'content-type'].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  const init = { method, headers: Object.fromEntries(named), ...(body !== '' && { body }) };
  const answer = await fetch(to + url, init);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

const challenges = new Map<string, string>();

function answer(
  issuer: string,
  url: string,
  body: string,
  issued: Issued,
  response: ServerResponse,
): unknown {
  const { pathname, searchParams } = new URL(url, issuer);
  const json = (status: number, value: object) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
      .end(JSON.stringify(value));
  if (pathname === '/.well-known/openid-configuration')
    return json(200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
    });
  if (pathname === '/authorize') {
    issued.asked.push(Object.fromEntries(searchParams));
    challenges.set('code-1', searchParams.get('code_challenge') ?? '');
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    if (issued.refusal === undefined) back.searchParams.set('code', 'code-1');
    else back.searchParams.set('error', issued.refusal);
    back.searchParams.set('state', issued.state ?? searchParams.get('state') ?? '');
    return response.writeHead(302, { location: back.href }).end();
  }
  if (pathname !== '/token') return response.writeHead(404).end();
  const given = Object.fromEntries(new URLSearchParams(body));
  issued.asked.push(given);
  const verifier = createHash('sha256')
    .update(given['code_verifier'] ?? '')
    .digest('base64url');
  if (given['grant_type'] === 'authorization_code' && verifier !== challenges.get(given['code'] ?? ''))
    return json(400, { error: 'invalid_grant' });
  const access = given['grant_type'] === 'refresh_token' ? 'read' : 'write';
  const access_token = tokenOf({ sub: 'anna', products: '*', access });
  return json(200, { access_token, refresh_token: 'again', expires_in: issued.seconds });
}

await suiteOn(
  'the dashboard that the dispatch function serves',
  startSignIn,
  ({ issued, issuer, ...world }) => {
    beforeEach(() => {
      issued.asked.length = 0;
      issued.seconds = 3600;
      delete issued.refusal;
      delete issued.state;
    });

    test('signs in by the code flow with PKCE, comes back to the address, and calls with the token, which it keeps in memory', async () => {
      await withPage(world, 'light', async ({ page, requests, complaints }) => {
        const called: (string | undefined)[] = [];
        page.on('request', (request) => {
          if (request.url().includes('/v1/')) called.push(request.headers()['authorization']);
        });
        await page.goto('/jobs?in=shop%2Fdev');
        await page.getByRole('heading', { name: 'Jobs' }).waitFor();
        expect(page.url()).toBe(`${world.url}/jobs?in=shop%2Fdev`);
        expect(issued.asked).toMatchObject([
          {
            response_type: 'code',
            client_id: 'page',
            redirect_uri: `${world.url}/`,
            scope: 'openid jobs',
            code_challenge_method: 'S256',
          },
          { grant_type: 'authorization_code', code: 'code-1', client_id: 'page' },
        ]);
        await page.getByText('There are no jobs').waitFor();
        expect(called.length).toBeGreaterThan(0);
        expect(called.every((each) => each?.startsWith('Bearer e'))).toBe(true);
        const stored = await page.evaluate(
          'JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie',
        );
        expect(stored).toBe('{}');
        const foreign = requests.filter(
          (url) => ![world.url, issuer].some((each) => url.startsWith(`${each}/`)),
        );
        expect(foreign.filter((url) => !url.startsWith('data:'))).toEqual([]);
        expect(complaints).toEqual([]);
      });
    });

    test('comes back to a run of a job, narrowed as it was', async () => {
      const address = '/jobs/job_01ARZ3NDEKTSV4RRFFQ69G5FAV?in=shop%2Fdev&outcome=failed&run=1800000000000';
      await withPage(world, 'light', async ({ page }) => {
        await page.goto(address);
        await page.getByText('Not found').waitFor();
        expect(page.url()).toBe(`${world.url}${address}`);
      });
    });

    test('renews a token before it ends, and goes by what the new one allows', async () => {
      issued.seconds = 1;
      await withPage(world, 'light', async ({ page }) => {
        await page.goto('/');
        await page.locator('header button[aria-disabled="true"]').waitFor();
        expect(issued.asked.some(({ refresh_token: token }) => token === 'again')).toBe(true);
      });
    });

    test.each(Object.keys(LOOKS) as Look[])(
      'says that there is no token, and fits, in the look %s',
      async (look) => {
        issued.refusal = 'access_denied';
        await withPage(world, look, async ({ page }) => {
          await page.goto('/');
          await page.getByText('The issuer refused').waitFor();
          await screenshot(page, `sign-in-${look}`);
          expect(await overflowOf(page)).toBeLessThanOrEqual(0);
          expect(await violationsOf(page)).toEqual([]);
        });
      },
    );

    test.each([
      ['what the issuer refuses', { refusal: 'access_denied' }, 'The issuer refused: access_denied'],
      ['an answer to another sign-in', { state: 'of-another' }, 'is not of this sign-in'],
    ])('says why there is no token: %s', async (_what, told, words) => {
      Object.assign(issued, told);
      await withPage(world, 'light', async ({ page }) => {
        await page.goto('/jobs');
        await page.getByText(words).waitFor();
        expect(issued.asked.filter(({ grant_type: type }) => type !== undefined)).toEqual([]);
        expect(page.url()).not.toMatch(/code=|state=/);
        delete issued.refusal;
        delete issued.state;
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('heading', { name: /Jobs|Now/ }).waitFor();
      });
    });
  },
);
