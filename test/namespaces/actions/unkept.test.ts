import { createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { EnvConfig } from '../../../contract/config.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import { run } from '../../../namespaces/actions/run.ts';
import { run as notify } from '../../../namespaces/notifications/run.ts';
import { breakOff, close, listen } from '../../http-server.ts';
import { attemptsOf } from '../../lambdas/executor/attempts.ts';
import { failure } from '../shared/run-failure.ts';
import { TestApp } from './test-app.ts';

const app = new TestApp();
beforeAll(() => app.start());
beforeEach(() => app.reset());
afterAll(() => app.stop());

const BODY = { paid: true, note: 'naïve' };
const TEXT = JSON.stringify(BODY);

/** One attempt by the executor, against an app. */
async function attempt(origin: string, timeout = 10_000) {
  const events = { pay: { method: 'POST', path: '/pay' } } as const;
  const env: EnvConfig = { actions: { shop: { provider: 'http', baseUrl: origin, events } } };
  const accepted = { target: { resource: 'shop', event: 'pay' }, input: {} };
  return await attemptsOf(env, run, {}, timeout).attempt('actions', accepted);
}

const answering = (body: string | Buffer, headers: Record<string, string>, status = 200) => {
  app.answer = (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};

describe('an answer in a content coding that was not asked for', () => {
  test.each([
    ['gzip', gzipSync(TEXT)],
    ['X-GZip', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
    ['identity', Buffer.from(TEXT)],
  ])('is read: %s', async (coding, body) => {
    answering(body, { 'content-encoding': coding });
    expect(await attempt(app.origin)).toEqual({ ok: true, result: BODY });
  });

  test('is read where the app fails too, so that its code counts', async () => {
    answering(gzipSync('{"code":"NO_FUNDS"}'), { 'content-encoding': 'gzip' }, 402);
    expect(await attempt(app.origin)).toMatchObject({ ok: false, failure: { code: 'NO_FUNDS' } });
  });

  test.each([
    ['aws-chunked', Buffer.from(TEXT), "the answer's content coding is not known"],
    ['gzip, gzip, gzip, gzip', Buffer.from(TEXT), "the answer's content coding is not known"],
    ['gzip', Buffer.from('not gzip'), 'the answer broke off'],
    ['br', brotliCompressSync(TEXT).subarray(0, 10), 'the answer broke off'],
  ])('is marked as not kept where it cannot be read: %s', async (coding, body, reason) => {
    answering(body, { 'content-encoding': coding });
    expect(await attempt(app.origin)).toEqual({ ok: true, result: { kept: false, reason, status: 200 } });
    expect(app.seen).toHaveLength(1);
  });

  test('is not read further than 1 MB, however much it unfolds to', async () => {
    answering(gzipSync(Buffer.alloc(40 * 1024 * 1024)), { 'content-encoding': 'gzip' });
    const outcome = await attempt(app.origin);
    expect(outcome).toMatchObject({ ok: true, result: { truncated: true } });
    expect(asRecord(asRecord(outcome)['result'])['bytes']).toBeLessThan(2 * 1024 * 1024);
  });
});

describe('a success whose answer cannot be kept', () => {
  test('is one though its headers take more than 16 KB, and its answer is kept', async () => {
    answering(TEXT, { 'x-large': 'x'.repeat(200_000) });
    expect(await attempt(app.origin)).toEqual({ ok: true, result: BODY });
  });

  test('is one though its headers take more than 1 MB', async () => {
    const peer = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(1_200_000)}\r\n\r\n`));
    });
    const outcome = await attempt(await listen(peer));
    expect(outcome).toEqual({
      ok: true,
      result: { kept: false, reason: 'the target answered with headers larger than 1 MB' },
    });
    await close(peer);
  });

  test.each([
    ['is half', 'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nhalf'],
    ['ends within a chunk', 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf'],
    ['has no chunks', 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nhalf'],
  ])('is one though its body %s', async (_what, text) => {
    const peer = createTcpServer((socket) => socket.once('data', () => socket.end(text)));
    expect(await attempt(await listen(peer))).toEqual({
      ok: true,
      result: { kept: false, reason: 'the answer broke off', status: 201 },
    });
    await close(peer);
  });

  test('is one though its body does not end within the attempt', async () => {
    app.answer = (_request, response) => {
      response.writeHead(200);
      const trickle = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(trickle));
    };
    expect(await attempt(app.origin, 600)).toEqual({
      ok: true,
      result: { kept: false, reason: 'the answer did not end in time', status: 200 },
    });
  });

  test.each([2500, 100_000])('is one though it is nested %i levels deep', async (depth) => {
    answering('['.repeat(depth) + ']'.repeat(depth), {});
    expect(await attempt(app.origin)).toEqual({
      ok: true,
      result: { kept: false, reason: 'the result is nested deeper than 64 levels' },
    });
  });

  test('is still a failure where its status says so', async () => {
    app.answer = (_request, response) => {
      breakOff(response, 404, 'half');
    };
    expect(await attempt(app.origin)).toMatchObject({ ok: false, failure: { code: 'NOT_FOUND' } });
  });

  test('is none where it is the answer for a token, before the app was called', async () => {
    app.answer = ({ url }, response) => {
      breakOff(response, 200, url === '/token' ? '{"access' : '');
    };
    const credentials = { clientId: 'a', clientSecret: 'bcde' };
    const auth = { type: 'oauth2', tokenUrl: `${app.origin}/token`, ...credentials } as const;
    expect((await failure(app.call('post', {}, { app: { auth } }))).code).toBe('SERVICE_UNAVAILABLE');
    expect(app.seen.map(({ url }) => url)).toEqual(['/token']);
  });
});

describe('a notification that was taken, though its answer broke off', () => {
  const messages = {
    note: {
      callback: { body: {} },
      push_notification: { title: 't', body: 'b' },
    },
  };
  const env = (): EnvConfig => ({
    notifications: {
      n: {
        provider: 'channels',
        callback: { url: app.origin },
        push: { transport: 'expo', endpoint: app.origin },
        messages,
      },
    },
  });

  test.each([
    ['callback', { callback: {} }],
    ['push_notification', { push_notification: { device_tokens: ['d1', 'd2'], title: {}, body: {} } }],
  ])('is sent, by %s', async (channel, input) => {
    app.answer = (_request, response) => {
      breakOff(response, 200, '{"data":[');
    };
    const accepted = { target: { resource: 'n', event: 'note' }, input };
    const { ok, result } = asRecord(await attemptsOf(env(), notify).attempt('notifications', accepted));
    expect(ok).toBe(true);
    const sent = asRecord(result)[channel] as { status: string }[];
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set(['sent']));
    expect(app.seen).toHaveLength(1);
  });
});
