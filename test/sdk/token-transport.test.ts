import { inspect } from 'node:util';
import { Ductape } from '../../sdk/index.ts';
import { rejectionOf, startApiServer } from './api-server.ts';

const token = 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln';
const done = { status: 200, json: { jobs: [] } };

describe('a client with a token', () => {
  test('sends it as a bearer token, and no signature', async () => {
    await using api = await startApiServer(done);
    await new Ductape({ endpoint: api.endpoint, token }).jobs.list();
    expect(api.received[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(api.received[0]?.headers['x-amz-date']).toBeUndefined();
  });

  test('asks a function anew for every request, as a token may have been renewed', async () => {
    await using api = await startApiServer(done);
    let asked = 0;
    const { jobs } = new Ductape({ endpoint: api.endpoint, token: async () => `token-${++asked}` });
    await jobs.list();
    await jobs.list();
    expect(api.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('needs no region and no credentials for an https endpoint', () => {
    const before = process.env['AWS_REGION'];
    delete process.env['AWS_REGION'];
    try {
      expect(() => new Ductape({ endpoint: 'https://jobs.example.com', token })).not.toThrow();
    } finally {
      if (before !== undefined) process.env['AWS_REGION'] = before;
    }
  });

  test('is refused where the token would be sent in clear text to another machine', () => {
    for (const endpoint of ['http://jobs.example.com', 'http://10.0.0.1', 'http://127.0.0.1.example.com'])
      expect(() => new Ductape({ endpoint, token })).toThrow(
        'endpoint: must begin with https: where a token is sent',
      );
    for (const endpoint of ['http://localhost:1', 'http://127.0.0.9:1', 'http://[::1]:1'])
      expect(() => new Ductape({ endpoint, token })).not.toThrow();
  });

  test('says so when the function gives no token, and sends nothing', async () => {
    await using api = await startApiServer(done);
    const expired = () => {
      throw new Error('the session has expired');
    };
    const error = await rejectionOf(new Ductape({ endpoint: api.endpoint, token: expired }).jobs.list());
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: undefined, unsent: true });
    expect(String(error)).toContain('no token to send: the session has expired');
    expect(api.received).toEqual([]);
  });

  test.each([`${token}\n`, `${token} more`, `Bearer ${token}`, '', undefined as never, null as never])(
    'refuses %j, which is not a token, without showing it',
    async (wrong) => {
      await using api = await startApiServer(done);
      const { endpoint } = api;
      const { jobs } = new Ductape({ endpoint, token: (): string => wrong });
      const error = await rejectionOf(jobs.list());
      expect(error).toMatchObject({ code: 'UNAUTHORIZED', unsent: true });
      expect(inspect(error)).toContain('expected a bearer token (RFC 6750, 2.1)');
      expect(inspect(error)).not.toContain(token);
      if (typeof wrong === 'string')
        expect(() => new Ductape({ endpoint, token: wrong })).toThrow('token: expected a bearer token');
      expect(api.received).toEqual([]);
    },
  );

  test('shows it neither in errors nor when it is printed', async () => {
    await using api = await startApiServer({ status: 401, json: { message: 'Unauthorized' } });
    const ductape = new Ductape({ endpoint: api.endpoint, token });
    const error = await rejectionOf(ductape.jobs.list());
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    const unreached = await rejectionOf(new Ductape({ endpoint: 'http://127.0.0.1:1', token }).jobs.list());
    for (const each of [error, unreached, ductape])
      expect(inspect(each, { depth: 9, showHidden: true })).not.toContain(token);
  });
});
