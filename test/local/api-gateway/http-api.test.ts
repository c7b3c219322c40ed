import { once } from 'node:events';
import { request } from 'node:http';
import { type HttpApiOptions, startHttpApi } from '../../../local/api-gateway/http-api.ts';
import { LambdaServiceError } from '../../../local/lambda/http.ts';
import { cleanUp, functionOf, onCleanUp } from '../lambda/bundle.ts';

afterEach(cleanUp);

async function start(
  code: string,
  routeKeys: string[] = ['$default'],
  options: Partial<HttpApiOptions> = {},
) {
  const fn = await functionOf(code);
  const routes = routeKeys.map((routeKey) => ({ routeKey, function: fn }));
  const api = await startHttpApi({ routes, ...options });
  onCleanUp(() => api.stop());
  return api.endpoint;
}

const ECHO = `export const handler = async (event) => event;`;
const ANSWER = `export const handler = async (event) => JSON.parse(event.body);`;

describe('The event of payload format 2.0', () => {
  test('carries all there is to know about the request', async () => {
    const endpoint = await start(ECHO, ['POST /v1/{namespace}/dispatch']);
    const before = Date.now();
    const response = await fetch(`${endpoint}/v1/act%20ions/dispatch?a=1&b=x%20y&a=2`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Two': 'one',
        Cookie: 'session=1; theme=dark',
        'User-Agent': 'probe/1',
      },
      body: '{"n":"ü"}',
    });
    const event = JSON.parse(await response.text());
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /v1/{namespace}/dispatch',
      rawPath: '/v1/act ions/dispatch',
      rawQueryString: 'a=1&b=x%20y&a=2',
      cookies: ['session=1', 'theme=dark'],
      headers: { 'content-type': 'application/json', 'x-two': 'one', 'content-length': '10' },
      queryStringParameters: { a: '1,2', b: 'x y' },
      pathParameters: { namespace: 'act ions' },
      requestContext: {
        domainName: '127.0.0.1',
        http: {
          method: 'POST',
          path: '/v1/act ions/dispatch',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'probe/1',
        },
        requestId: expect.stringMatching(/.+/),
        routeKey: 'POST /v1/{namespace}/dispatch',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body: '{"n":"ü"}',
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
  });

  test('leaves out what the request has not, and joins repeated headers by commas', async () => {
    const endpoint = await start(ECHO, ['GET /']);
    const sent = request(endpoint, { headers: { 'X-Many': ['a', 'b'] } }).end();
    const [response] = await once(sent, 'response');
    const event = JSON.parse(Buffer.concat(await response.toArray()).toString());
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false, headers: { 'x-many': 'a,b' } });
    for (const absent of ['body', 'cookies', 'queryStringParameters', 'pathParameters']) {
      expect(event).not.toHaveProperty(absent);
    }
  });

  test.each([
    ['application/octet-stream', Buffer.from('plain'), true],
    ['application/x-www-form-urlencoded', Buffer.from('a=1'), true],
    ['application/json', Buffer.from([0x7b, 0xff]), true],
    ['application/problem+json', Buffer.from('{}'), false],
    ['text/csv; charset=utf-8', Buffer.from('ä;b'), false],
  ])('has a body of %s (%p) in base64: %p', async (contentType, body, isBase64Encoded) => {
    const endpoint = await start(ECHO);
    const response = await fetch(endpoint, {
      method: 'POST',
      body,
      headers: { 'content-type': contentType },
    });
    const event = JSON.parse(await response.text());
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body, isBase64Encoded ? 'base64' : 'utf8')).toEqual(body);
  });
});

describe('The answer', () => {
  const answerTo = async (answer: unknown) =>
    await fetch(await start(ANSWER), { method: 'POST', body: JSON.stringify(answer) });

  test('has the status, headers, cookies and body the function gave', async () => {
    const response = await answerTo({
      statusCode: 201,
      headers: { 'Content-Type': 'application/problem+json', 'X-Number': 7, 'Content-Length': 99 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: '{"ü":1}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-number')).toBe('7');
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(await response.text()).toBe('{"ü":1}');
  });

  test('is decoded from base64', async () => {
    const response = await answerTo({ statusCode: 200, body: 'AQL/', isBase64Encoded: true });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([1, 2, 255]));
    expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
  });

  test.each([[{ hello: 1 }], ['text'], [null], [[1, 2]]])(
    '%p without a status code is the body of a 200',
    async (answer) => {
      const response = await answerTo(answer);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual(answer);
    },
  );

  test.each([
    [{ statusCode: 'many' }],
    [{ statusCode: 200, body: {} }],
    [{ statusCode: 200, headers: { 'bad name': 'x' } }],
    [{ statusCode: 200, cookies: 'a=1' }],
  ])('%p is malformed, hence 500', async (answer) => {
    const response = await answerTo(answer);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });
});

describe('The gateway itself answers', () => {
  const expectGateway = async (response: Response, status: number, message: string) => {
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(JSON.stringify({ message }));
    expect(response.headers.get('content-type')).toBe('application/json');
  };

  test('500 when the function fails or dies', async () => {
    const endpoint = await start(`export const handler = async (event) => {
      if (event.rawPath === '/exit') process.exit(1);
      throw new Error('secret detail'); };`);
    await expectGateway(await fetch(endpoint), 500, 'Internal Server Error');
    await expectGateway(await fetch(`${endpoint}/exit`), 500, 'Internal Server Error');
  });

  test('404 when no route matches, 400 when the path cannot be read', async () => {
    const endpoint = await start(ECHO, ['GET /known']);
    await expectGateway(await fetch(`${endpoint}/unknown`), 404, 'Not Found');
    await expectGateway(await fetch(`${endpoint}/known`, { method: 'POST' }), 404, 'Not Found');
    await expectGateway(await fetch(`${endpoint}/%E0%A4%A`), 400, 'Bad Request');
  });

  test('413 when the body is over 10 MB, or does not fit an invocation', async () => {
    const endpoint = await start(ECHO);
    const post = (bytes: number) => fetch(endpoint, { method: 'POST', body: Buffer.alloc(bytes, 'x') });
    await expectGateway(await post(10 * 1024 * 1024 + 1), 413, 'Request Entity Too Large');
    await expectGateway(await post(7 * 1024 * 1024), 413, 'Request Entity Too Large');
  });

  test('503 when the function takes longer than the integration may', async () => {
    const endpoint = await start(
      `export const handler = () => new Promise((done) => setTimeout(done, 5_000));`,
      undefined,
      {
        integrationTimeoutMs: 100,
      },
    );
    await expectGateway(await fetch(endpoint), 503, 'Service Unavailable');
  });

  test('503 when the function is throttled', async () => {
    const throttled = {
      invoke: () => Promise.reject(new LambdaServiceError('TooManyRequestsException', 429, 'Rate Exceeded.')),
    };
    const api = await startHttpApi({ routes: [{ routeKey: '$default', function: throttled }] });
    onCleanUp(() => api.stop());
    await expectGateway(await fetch(api.endpoint), 503, 'Service Unavailable');
  });
});

describe('A gateway that is asked for problem details', () => {
  test.each([
    ['GET', '/v1/unknown?x=1', 404, 'NOT_FOUND', 'There is no route GET /v1/unknown.'],
    ['PATCH', '/v1/jobs', 404, 'NOT_FOUND', 'There is no route PATCH /v1/jobs.'],
    ['GET', '/v1/jobs/%ff', 400, 'VALIDATION_ERROR', 'The path is not percent-encoded UTF-8.'],
    ['GET', '/v1/jobs/exit', 500, 'INTERNAL_ERROR', 'The function failed. Trying again may help.'],
  ])('gives them to %s %s', async (method, path, status, code, detail) => {
    const failing = `export const handler = async () => { throw new Error('secret detail'); };`;
    const endpoint = await start(failing, ['GET /v1/jobs', 'GET /v1/jobs/{id}'], { problems: true });
    const response = await fetch(`${endpoint}${path}`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'about:blank', status, code, detail });
  });
});
