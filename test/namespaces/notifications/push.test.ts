import { generateKeyPairSync } from 'node:crypto';
import { importSPKI, jwtVerify } from 'jose';
import { type HttpServer, json, type Received, startHttpServer } from '../../http-server.ts';
import { failure } from '../shared/run-failure.ts';
import { sendingBy } from './sending.ts';

let origin: string;
const seen: Received[] = [];
let answer: (request: Received) => { status: number; body: unknown; headers?: Record<string, string> };
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    seen.push(request);
    const { status, body, headers } = answer(request);
    json(response, status, body, headers);
  });
  origin = server.endpoint;
});
afterAll(() => server.close());
beforeEach(() => {
  seen.length = 0;
});

const messages = {
  note: { push_notification: { title: 'For {{name}}', body: '{{text}}', data: { kind: 'note' } } },
};
const push = (device_tokens: string[]) => ({
  push_notification: { device_tokens, title: { name: 'Ann' }, body: { text: 'Hi' }, data: { n: 5 } },
});

describe('push by FCM HTTP v1', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  let accounts = 0;
  const fcm = () => {
    accounts += 1;
    const account = {
      project_id: 'shop-1',
      client_email: `jobs${accounts}@shop.example`,
      private_key: privateKey,
      token_uri: `${origin}/token`,
    };
    const settings = { transport: 'fcm', serviceAccount: '$Secret{FCM}', endpoint: origin } as const;
    return sendingBy({ push: settings, messages }, { FCM: JSON.stringify(account) });
  };
  const refusing = (status: number, error: object) => {
    answer = ({ url }) =>
      url === '/token'
        ? { status: 200, body: { access_token: 'ya29', expires_in: 3600 } }
        : { status, body: { error }, headers: { 'retry-after': '9' } };
  };

  test('signs in with an assertion of the account, and sends each device its message', async () => {
    answer = ({ url }) =>
      url === '/token'
        ? { status: 200, body: { access_token: 'ya29', expires_in: 3600 } }
        : { status: 200, body: { name: 'projects/shop-1/messages/1' } };
    expect(await fcm()(push(['d1', 'd2']))).toMatchObject({
      push_notification: [
        { to: 'd1', status: 'sent', message_id: 'projects/shop-1/messages/1' },
        { to: 'd2', status: 'sent' },
      ],
    });
    const [token, first] = seen;
    const form = new URLSearchParams(token?.body);
    const key = await importSPKI(publicKey, 'RS256');
    const { payload } = await jwtVerify(form.get('assertion') ?? '', key, { audience: `${origin}/token` });
    expect(payload).toMatchObject({
      iss: expect.stringMatching(/^jobs\d+@shop\.example$/),
      scope: expect.stringContaining('firebase.messaging'),
    });
    expect(first?.url).toBe('/v1/projects/shop-1/messages:send');
    expect(first?.headers['authorization']).toBe('Bearer ya29');
    expect(JSON.parse(first?.body ?? '')).toEqual({
      message: {
        token: expect.stringMatching(/^d[12]$/),
        notification: { title: 'For Ann', body: 'Hi' },
        data: { kind: 'note', n: '5' },
      },
    });
    expect(seen.filter(({ url }) => url === '/token')).toHaveLength(1);
  });

  test('sends to each of 500 devices exactly once, though a third fail at first', async () => {
    const devices = Array.from({ length: 500 }, (_, i) => `device-${i}-${'x'.repeat(140)}`);
    const asked = new Set<string>();
    const sent = new Map<string, number>();
    answer = ({ url, body }) => {
      if (url === '/token') return { status: 200, body: { access_token: 'ya29', expires_in: 3600 } };
      const { token } = JSON.parse(body).message;
      const again = asked.has(token);
      asked.add(token);
      if (!again && asked.size % 3 === 0) return { status: 503, body: { error: { status: 'UNAVAILABLE' } } };
      sent.set(token, (sent.get(token) ?? 0) + 1);
      return { status: 200, body: { name: `projects/shop-1/messages/${token}` } };
    };
    const send = fcm();
    expect((await failure(send(push(devices)))).code).toBe('SERVICE_UNAVAILABLE');
    expect(await send(push(devices))).toMatchObject({
      push_notification: expect.arrayContaining([{ to: devices[0], status: 'sent' }]),
    });
    expect(sent.size).toBe(500);
    expect(new Set(sent.values())).toEqual(new Set([1]));
  });

  test.each([
    ['UNREGISTERED', 404, 'NOT_FOUND'],
    ['INVALID_ARGUMENT', 400, 'VALIDATION_ERROR'],
    ['QUOTA_EXCEEDED', 429, 'RATE_LIMITED'],
    ['UNAVAILABLE', 503, 'SERVICE_UNAVAILABLE'],
    ['INTERNAL', 500, 'SERVICE_UNAVAILABLE'],
    ['THIRD_PARTY_AUTH_ERROR', 401, 'UNAUTHORIZED'],
  ])('%s is %s', async (errorCode, status, code) => {
    refusing(status, { status: 'SOME', details: [{ '@type': 'x', errorCode }] });
    expect(await failure(fcm()(push(['d1'])))).toMatchObject({ code, retryAfterMs: 9000 });
  });

  test('is tried again where the token server once answers a token that no header can carry', async () => {
    const send = fcm();
    answer = () => ({ status: 200, body: { access_token: 'a\r\nX: 1' } });
    expect((await failure(send(push(['d1'])))).code).toBe('SERVICE_UNAVAILABLE');
    answer = ({ url }) => ({
      status: 200,
      body: url === '/token' ? { access_token: 'ya29' } : { name: 'm' },
    });
    expect(await send(push(['d1']))).toMatchObject({ push_notification: [{ status: 'sent' }] });
  });

  test('is refused for an account that is none, without a word of it', async () => {
    const settings = { transport: 'fcm', serviceAccount: '$Secret{FCM}', endpoint: origin } as const;
    const error = await failure(
      sendingBy({ push: settings, messages }, { FCM: 'not-an-account' })(push(['d'])),
    );
    expect(error.code).toBe('VALIDATION_ERROR');
    expect(error.message).not.toContain('not-an-account');
  });
});

describe('push by Expo', () => {
  const expo = () =>
    sendingBy(
      { push: { transport: 'expo', endpoint: origin, accessToken: '$Secret{T}' }, messages },
      { T: 'tok' },
    );

  test('sends a hundred at a time and reports each ticket; the next attempt sends only to who is left', async () => {
    const devices = Array.from({ length: 150 }, (_, i) => `device-${i}`);
    answer = ({ body }) => ({
      status: 200,
      body: {
        data: JSON.parse(body).map(({ to }: { to: string }) =>
          to === 'device-7'
            ? { status: 'error', details: { error: 'MessageRateExceeded' } }
            : { status: 'ok', id: `t-${to}` },
        ),
      },
    });
    const send = expo();
    expect((await failure(send(push(devices)))).code).toBe('RATE_LIMITED');
    expect(seen.map(({ body }) => JSON.parse(body).length)).toEqual([100, 50]);
    expect(seen[0]?.headers['authorization']).toBe('Bearer tok');
    answer = () => ({ status: 200, body: { data: [{ status: 'ok', id: 't' }] } });
    await send(push(devices));
    expect(JSON.parse(seen[2]?.body ?? '')).toMatchObject([{ to: 'device-7', title: 'For Ann', body: 'Hi' }]);
  });

  test('sends data as text, and what the stored message says of it over what the dispatch says', async () => {
    answer = () => ({ status: 200, body: { data: [{ status: 'ok', id: 't' }] } });
    const data = { kind: 'forged', list: ['<a>'], no: null };
    await expo()({ push_notification: { ...push(['d']).push_notification, data } });
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject([
      { data: { kind: 'note', list: '["<a>"]', no: 'null' } },
    ]);
  });

  test('sends to each of 5 000 devices exactly once, however often some fail before', async () => {
    const devices = Array.from({ length: 5000 }, (_, i) => `ExponentPushToken[${i}-${'x'.repeat(22)}]`);
    const asked = new Map<string, number>();
    const sent = new Map<string, number>();
    let requests = 0;
    answer = ({ body }) => {
      requests += 1;
      // Every fifth request of the first attempt fails as a whole, and of the others every hundredth device.
      if (requests <= 50 && requests % 5 === 0) return { status: 503, body: {} };
      const data = JSON.parse(body).map(({ to }: { to: string }, place: number) => {
        asked.set(to, (asked.get(to) ?? 0) + 1);
        if (place === 42 && asked.get(to) === 1)
          return { status: 'error', details: { error: 'MessageRateExceeded' } };
        sent.set(to, (sent.get(to) ?? 0) + 1);
        return { status: 'ok', id: `ticket-of-${to}` };
      });
      return { status: 200, body: { data } };
    };
    const send = expo();
    let attempts = 0;
    let done = false;
    while (!done && attempts < 5) {
      attempts += 1;
      done = await send(push(devices)).then(
        () => true,
        () => false,
      );
    }
    expect(attempts).toBe(3);
    expect(sent.size).toBe(5000);
    expect(new Set(sent.values())).toEqual(new Set([1]));
  });

  test.each([
    ['DeviceNotRegistered', 'NOT_FOUND'],
    ['MessageTooBig', 'VALIDATION_ERROR'],
    ['InvalidCredentials', 'UNAUTHORIZED'],
  ])('a ticket of %s is %s', async (error, code) => {
    answer = () => ({ status: 200, body: { data: [{ status: 'error', details: { error } }] } });
    expect((await failure(expo()(push(['d'])))).code).toBe(code);
  });

  test.each([
    [429, { errors: [{ code: 'TOO_MANY_REQUESTS' }] }, 'RATE_LIMITED'],
    [500, {}, 'SERVICE_UNAVAILABLE'],
    [200, { errors: [{ code: 'TOO_MANY_REQUESTS' }] }, 'RATE_LIMITED'],
    [200, { errors: [{ code: 'VALIDATION_ERROR' }] }, 'VALIDATION_ERROR'],
    [200, { data: [] }, 'VALIDATION_ERROR'],
  ])('an answer of %i %j is %s', async (status, body, code) => {
    answer = () => ({ status, body });
    expect((await failure(expo()(push(['d'])))).code).toBe(code);
  });
});

describe('a success of a push service', () => {
  test.each<[string, unknown]>([
    ['nothing', ''],
    ['null', null],
    ['HTML', '<html>fine</html>'],
    ['an object without tickets', {}],
    ['tickets that are no list', { data: { of: 'two' } }],
    ['an empty list of errors', { errors: [] }],
  ])('is one though Expo answers %s, and is not sent again', async (_what, said) => {
    for (const status of [200, 202]) {
      seen.length = 0;
      answer = () => ({ status, body: said });
      const send = sendingBy({ push: { transport: 'expo', endpoint: origin }, messages });
      const outcome = {
        status: 'sent',
        result: { kept: false, reason: 'the answer holds no tickets', status },
      };
      expect(await send(push(['a', 'b']))).toEqual({
        push_notification: [
          { to: 'a', ...outcome },
          { to: 'b', ...outcome },
        ],
      });
      await send(push(['a', 'b']));
      expect(seen).toHaveLength(1);
    }
  });

  test('is one where Expo gives the ticket of one message without a list', async () => {
    answer = () => ({ status: 200, body: { data: { status: 'ok', id: 't' } } });
    const send = sendingBy({ push: { transport: 'expo', endpoint: origin }, messages });
    expect(await send(push(['a']))).toEqual({
      push_notification: [{ to: 'a', status: 'sent', message_id: 't' }],
    });
    answer = () => ({
      status: 200,
      body: { data: { status: 'error', details: { error: 'MessageTooBig' } } },
    });
    const failing = sendingBy({ push: { transport: 'expo', endpoint: origin }, messages });
    expect((await failure(failing(push(['a'])))).code).toBe('VALIDATION_ERROR');
  });

  test('holds for those of its messages alone that have a ticket', async () => {
    answer = () => ({ status: 200, body: { data: [{ status: 'ok', id: 't' }] } });
    const send = sendingBy({ push: { transport: 'expo', endpoint: origin }, messages });
    const error = await failure(send(push(['a', 'b'])));
    expect(error.message).toContain('1 sent, 1 failed (b: VALIDATION_ERROR Expo gave no ticket');
  });
});

describe('several channels', () => {
  test('each report, and the callback is called once though the push had to be tried again', async () => {
    const send = sendingBy({
      push: { transport: 'expo', endpoint: origin },
      callback: { url: `${origin}/hooks/:id?v=1`, headers: { 'x-own': 'mine' } },
      messages: { note: { ...messages.note, callback: { body: { said: 'Hello {{name}}' } } } },
    });
    const input = {
      ...push(['d']),
      callback: {
        params: { id: 'a/b' },
        query: { q: 'x y' },
        body: { name: 'Ann' },
        headers: { 'x-more': '1' },
      },
    };
    let down = true;
    answer = ({ url }) =>
      url.startsWith('/hooks')
        ? { status: 204, body: null }
        : { status: down ? 503 : 200, body: { data: [{ status: 'ok', id: 't' }] } };
    const error = await failure(send(input));
    expect(error.message).toMatch(/push_notification 0 sent, 1 failed .*; callback 1 sent, 0 failed$/);
    down = false;
    expect(await send(input)).toMatchObject({
      push_notification: [{ status: 'sent' }],
      callback: [{ status: 'sent' }],
    });
    const hooks = seen.filter(({ url }) => url.startsWith('/hooks'));
    expect(hooks).toHaveLength(1);
    expect(hooks[0]).toMatchObject({
      url: '/hooks/a%2Fb?v=1&q=x+y',
      headers: { 'x-own': 'mine', 'x-more': '1', 'idempotency-key': 'job_1-1700000000000' },
      body: '{"said":"Hello Ann"}',
    });
  });
});
