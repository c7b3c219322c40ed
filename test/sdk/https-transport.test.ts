import { createHash, createHmac } from 'node:crypto';
import { regionOf, serviceOf } from '../../sdk/http-transports.ts';
import { Ductape, httpsTransport } from '../../sdk/index.ts';
import type { Received } from '../http-server.ts';
import { rejectionOf, startApiServer } from './api-server.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'not-a-secret',
  sessionToken: 'a/token==',
};
const done = { status: 200, json: { jobs: [] } };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((c) => (/[\w.~-]/.test(c) ? c : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`))
    .join('');

type Signed = Pick<Received, 'method' | 'url' | 'headers' | 'body'>;

/** The Authorization header as the IAM guide's "Create a signed AWS API request" says, from what arrived. */
function expectedAuthorization(
  { method, url, headers, body }: Signed,
  region: string,
  service = 'execute-api',
): string {
  const [path = '', query = ''] = url.split('?');
  const signedHeaders = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const canonicalQuery = query
    .split('&')
    .filter(Boolean)
    .map((pair) =>
      pair
        .split('=')
        .map((part) => encode(decodeURIComponent(part)))
        .join('='),
    )
    .sort()
    .join('&');
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = [
    method,
    path.split('/').map(encode).join('/'),
    canonicalQuery,
    canonicalHeaders.join(''),
    signedHeaders,
    sha256(body),
  ].join('\n');
  const date = String(headers['x-amz-date']);
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

describe('the HTTPS transport', () => {
  test('signs what it sends so that a second implementation comes to the same signature', async () => {
    await using api = await startApiServer(done);
    const transport = httpsTransport({ endpoint: `${api.endpoint}/prod`, region: 'eu-west-1', credentials });
    const ductape = new Ductape({ transport, product: 'shop', env: 'dev' });

    await ductape.jobs.list();
    await ductape.jobs.list({
      status: ['failed', 'running'],
      product: "a b+c/(é)*'!",
      cursor: 'x==&y',
      limit: 5,
    });
    await ductape.workflows.dispatch({ workflow: 'w', input: { greeting: 'grüß dich' } });
    await ductape.jobs.cancel('job_01ABC', { reason: 'no longer' });

    expect(api.received).toHaveLength(4);
    for (const received of api.received) {
      expect(received.headers.host).toBe(api.host);
      expect(received.headers['x-amz-security-token']).toBe(credentials.sessionToken);
      expect(received.headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
      expect(received.headers.authorization).toMatch(/SignedHeaders=[^,]*\bhost\b[^,]*x-amz-date/);
      expect(received.headers.authorization).toBe(expectedAuthorization(received, 'eu-west-1'));
    }
  });

  test('asks a credentials function anew for every request, as they may have been renewed', async () => {
    await using api = await startApiServer(done);
    let asked = 0;
    const renewed = async () => ({ ...credentials, accessKeyId: `AKID${++asked}` });
    const transport = httpsTransport({ endpoint: api.endpoint, region: 'eu-west-1', credentials: renewed });
    const { jobs } = new Ductape({ transport });

    await jobs.list();
    await jobs.list();

    expect(api.received.map(({ headers }) => /AKID\d/.exec(headers.authorization ?? '')?.[0])).toEqual([
      'AKID1',
      'AKID2',
    ]);
  });

  test('finds credentials by the provider chain of the AWS SDK when none are given', async () => {
    await using api = await startApiServer(done);
    const before = { ...process.env };
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIDENV';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'not-a-secret';
    try {
      await new Ductape({
        transport: httpsTransport({ endpoint: api.endpoint, region: 'eu-west-1' }),
      }).jobs.list();
    } finally {
      process.env = before;
    }

    expect(api.received[0]?.headers.authorization).toContain('Credential=AKIDENV/');
  });

  test('says so when there are no credentials, and sends nothing', async () => {
    await using api = await startApiServer(done);
    const none = async () => {
      throw new Error('the profile has expired');
    };
    const transport = httpsTransport({ endpoint: api.endpoint, region: 'eu-west-1', credentials: none });

    const error = await rejectionOf(new Ductape({ transport }).jobs.list());

    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: undefined });
    expect(String(error)).toContain('no AWS credentials to sign with: the profile has expired');
    expect(api.received).toEqual([]);
  });

  test.each([
    ['abc123.execute-api.eu-central-1.amazonaws.com', 'eu-central-1'],
    ['abc123-vpce-0a1b.execute-api.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['vpce-0a1b-c.execute-api.us-east-1.vpce.amazonaws.com', 'us-east-1'],
    ['abc123.execute-api.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['abc123.execute-api.us-east-1.api.aws', 'us-east-1'],
    ['abc123.lambda-url.ap-southeast-2.on.aws', 'ap-southeast-2'],
    ['jobs.example.com', undefined],
    ['abc123.lambda-url.us-east-1.on.aws.example.com', undefined],
    ['abc123.execute-api.us-east-1.amazonaws.com.example.com', undefined],
  ])('the region of %s is %s', (host, region) => {
    expect(regionOf(host)).toBe(region);
  });

  test.each([
    ['abc123.lambda-url.eu-west-1.on.aws', 'lambda'],
    ['abc123.execute-api.eu-west-1.amazonaws.com', 'execute-api'],
    ['jobs.example.com', 'execute-api'],
    ['lambda-url.eu-west-1.on.aws.example.com', 'execute-api'],
  ])('a signature for %s is one for %s', (host, service) => {
    expect(serviceOf(host)).toBe(service);
  });

  test('signs for Lambda what it sends to the URL of a function', async () => {
    const sent: Signed[] = [];
    const real = globalThis.fetch;
    globalThis.fetch = async (target, { method = '', headers, body } = {}) => {
      const { host, pathname, search } = new URL(String(target));
      const named = { ...Object.fromEntries(new Headers(headers)), host };
      sent.push({ method, url: pathname + search, headers: named, body: String(body ?? '') });
      return new Response('{"jobs":[]}');
    };
    try {
      const endpoint = 'https://abc123.lambda-url.eu-west-1.on.aws/';
      await new Ductape({ endpoint, credentials }).jobs.list({ product: 'shop', env: 'dev' });
    } finally {
      globalThis.fetch = real;
    }
    const [only, ...others] = sent;
    expect(others).toEqual([]);
    expect(only?.headers.authorization).toContain('/eu-west-1/lambda/aws4_request');
    expect(only && expectedAuthorization(only, 'eu-west-1', 'lambda')).toBe(only?.headers.authorization);
  });

  test('is chosen for an https endpoint, and asks for a region where the host names none', () => {
    const before = { ...process.env };
    delete process.env['AWS_REGION'];
    try {
      expect(() => new Ductape({ endpoint: 'https://jobs.example.com' })).toThrow(
        'region: jobs.example.com names no AWS region: pass one or set AWS_REGION',
      );
      expect(() => new Ductape({ endpoint: 'https://jobs.example.com', region: 'eu-west-1' })).not.toThrow();
      expect(() => new Ductape({ endpoint: 'https://a.execute-api.eu-west-1.amazonaws.com' })).not.toThrow();
    } finally {
      process.env = before;
    }
  });
});
