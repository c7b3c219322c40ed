import type { ServerResponse } from 'node:http';
import { createPost, type Resolve } from '../../../adapters/webhooks/post.ts';
import { freePort } from '../../../bench/programs.ts';
import { type HttpServer, type Received, startHttpServer } from '../../http-server.ts';

let server: HttpServer;
let port: number;
let got: Pick<Received, 'url' | 'headers' | 'body'>[] = [];
let before: number;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = await startHttpServer(({ url, headers, body }, response) => {
    got.push({ url, headers, body });
    answer(response);
  });
  port = server.port;
});
afterAll(() => server.close());
beforeEach(() => {
  got = [];
  before = server.connections();
  answer = (response) => response.end();
});
const connections = () => server.connections() - before;

const request = (url: string) => ({ url, headers: { 'content-type': 'application/json' }, body: '{"ä":1}' });
const post = createPost({ local: true, timeout: 2000 });
const here = (path = '/hook') => `http://127.0.0.1:${port}${path}`;

/** A resolver that gives these answers one after another, and counts. */
function resolver(...answers: (string[] | Error)[]): Resolve & { names: string[] } {
  const names: string[] = [];
  const resolve: Resolve = (name, _options, callback) => {
    const next = answers[Math.min(names.length, answers.length - 1)] ?? [];
    names.push(name);
    if (next instanceof Error) callback(next, []);
    else
      callback(
        null,
        next.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
  return Object.assign(resolve, { names });
}

describe('a delivery', () => {
  test('is posted with its headers and body as they are', async () => {
    expect(await post(request(here('/hook?a=b%20c')))).toEqual({ status: 200 });
    expect(got).toEqual([
      {
        url: '/hook?a=b%20c',
        body: '{"ä":1}',
        headers: expect.objectContaining({ 'content-type': 'application/json', host: `127.0.0.1:${port}` }),
      },
    ]);
  });

  test('is left where its receiver sends interim answers without end', async () => {
    answer = (response) => {
      const hint = () => {
        if (!response.destroyed)
          response.writeEarlyHints({ link: '</a>; rel=preload' }, () => setImmediate(hint));
      };
      hint();
    };
    expect(await post(request(here()))).toEqual({ error: 'the receiver sent more than 100 interim answers' });
  });

  test.each([200, 204, 400, 410, 500])('tells the status %d', async (status) => {
    answer = (response) => response.writeHead(status).end('secret answer');
    expect(await post(request(here()))).toEqual({ status });
  });

  test.each([301, 302, 303, 307, 308])('follows no %d', async (status) => {
    answer = (response) => response.writeHead(status, { location: here('/elsewhere') }).end();
    expect(await post(request(here()))).toEqual({ status });
    expect(got.map(({ url }) => url)).toEqual(['/hook']);
  });

  test('is over when the status is there, however long the answer lasts', async () => {
    let open: ServerResponse | undefined;
    answer = (response) => {
      open = response.writeHead(200);
      open.write('x'.repeat(1_000_000));
    };
    expect(await post(request(here()))).toEqual({ status: 200 });
    expect(open?.writableFinished).toBe(false);
  });

  test('gives up on a receiver that does not answer in time', async () => {
    answer = () => undefined;
    const hasty = createPost({ local: true, timeout: 100 });
    expect(await hasty(request(here()))).toEqual({ error: 'the receiver did not answer within 100 ms' });
  });

  test('gives up on a name that does not resolve in time', async () => {
    const hasty = createPost({ local: true, timeout: 100, resolve: () => undefined });
    expect(await hasty(request(`https://slow.example:${port}/`))).toEqual({
      error: 'the receiver did not answer within 100 ms',
    });
  });

  test('tells of a connection that is refused, by code and without the address', async () => {
    const free = await freePort();
    expect(await post(request(`http://127.0.0.1:${free}/`))).toEqual({
      error: 'the receiver could not be reached: ECONNREFUSED',
    });
  });

  test('reaches no receiver whose certificate is not good', async () => {
    expect(await post(request(`https://127.0.0.1:${port}/`))).toEqual({
      error: expect.stringMatching(/could not be reached: (ERR_SSL|EPROTO)/),
    });
    expect(got).toEqual([]);
  });
});

describe('no connection is made', () => {
  const strict = (resolve?: Resolve) =>
    createPost({ local: false, timeout: 2000, ...(resolve && { resolve }) });

  test.each([
    () => here(),
    () => `https://127.0.0.1:${port}/`,
    () => `https://2130706433:${port}/`,
    () => `https://0177.0.0.1:${port}/`,
    () => `https://[::ffff:127.0.0.1]:${port}/`,
    () => `https://localhost:${port}/`,
  ])('to this machine, literally: %#', async (url) => {
    expect(await strict()(request(url()))).toEqual({ error: expect.any(String) });
    expect(connections()).toBe(0);
  });

  test.each([
    [['127.0.0.1']],
    [['10.0.0.1']],
    [['169.254.169.254']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['fd00:ec2::254']],
    [['93.184.215.14', '127.0.0.1']],
  ])('to a name that resolves to %j, in part or whole', async (addresses) => {
    const resolve = resolver(addresses);
    expect(await strict(resolve)(request(`https://innocent.example:${port}/`))).toEqual({
      error: expect.stringMatching(/^innocent\.example leads astray: .* is not a public address/),
    });
    expect(resolve.names).toEqual(['innocent.example']);
    expect(connections()).toBe(0);
  });

  test('to a name without an address, or one that is not known', async () => {
    const url = `https://innocent.example:${port}/`;
    expect(await strict(resolver([]))(request(url))).toEqual({ error: 'innocent.example has no address' });
    const unknown = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    expect(await strict(resolver(unknown))(request(url))).toEqual({
      error: 'the receiver could not be reached: ENOTFOUND',
    });
  });
});

describe('a name that is bound anew', () => {
  test('between check and connection changes nothing, as it is resolved once', async () => {
    const resolve = resolver(['127.0.0.1'], ['10.0.0.1']);
    const laptop = createPost({ local: true, timeout: 2000, resolve });
    // Plain HTTP is for localhost only, so TLS is begun with a server that has none: it got the connection.
    await laptop(request(`https://rebound.example:${port}/`));
    expect(resolve.names).toEqual(['rebound.example']);
    expect(connections()).toBe(1);
  });

  test('between two deliveries is checked anew, as no connection is used twice', async () => {
    const resolve = resolver(['127.0.0.1'], ['10.0.0.1']);
    const laptop = createPost({ local: true, timeout: 2000, resolve });
    await laptop(request(`https://rebound.example:${port}/`));
    expect(await laptop(request(`https://rebound.example:${port}/`))).toEqual({
      error: expect.stringContaining('10.0.0.1 is not a public address'),
    });
    expect(connections()).toBe(1);
    await post(request(here()));
    await post(request(here()));
    expect(connections()).toBe(3);
  });
});
