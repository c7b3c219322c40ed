import type { Channels } from '../../../contract/resources/notifications.ts';
import { input } from '../../../namespaces/notifications/input.ts';
import { type HttpServer, startHttpServer } from '../../http-server.ts';
import { failure } from '../shared/run-failure.ts';
import { sendingBy } from './sending.ts';

const seen: { url: string; body: string }[] = [];
let server: HttpServer;
let origin = '';
beforeAll(async () => {
  server = await startHttpServer(({ url, body }, response) => {
    seen.push({ url, body });
    response.writeHead(204).end();
  });
  origin = server.endpoint;
});
afterAll(() => server.close());
beforeEach(() => {
  seen.length = 0;
});

const settings = (): Omit<Channels, 'provider'> => ({
  callback: { url: `${origin}/hooks/:id/:identity?v=:id`, headers: { 'X-Own': 'mine' } },
  messages: { note: { callback: { body: { said: 'Hello {{name}}', all: '{{all:any}}', n: '{{n}}' } } } },
});
const fine = { params: { id: 'a', identity: 'b' }, body: { name: 'Ann', all: { x: [1] }, n: 1 } };
const send = (callback: object) => sendingBy(settings())({ callback: { ...fine, ...callback } });
const issues = (callback: object) => {
  const accepted = {
    target: { resource: 'n', event: 'note' },
    input: { callback: { ...fine, ...callback } },
  };
  const unfit = input.validateAgainst(accepted, { provider: 'channels', ...settings() });
  return unfit && 'issues' in unfit ? unfit.issues.map(({ path }) => path) : [];
};

test('a callback is sent to the url that its params fill, each once, with a body of the types given', async () => {
  await send({ params: { id: ':identity', identity: 'b/c' }, query: { q: ['x', 1], none: null } });
  expect(seen[0]?.url).toBe('/hooks/%3Aidentity/b%2Fc?v=%3Aid&q=x&q=1');
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ said: 'Hello Ann', all: { x: [1] }, n: 1 });
});

test('the url and the stored body of a callback may name secrets, which neither a param nor a variable can', async () => {
  const secret = 'T1/B:id/x?v={{name}}';
  const words = { key: '$Secret{KEY}', said: 'Hi {{name}} by $Secret{KEY}', n: '{{n}}' };
  const own = {
    callback: { url: `${origin}/hooks/:id/$Secret{KEY}` },
    messages: { note: { callback: { body: words } } },
  };
  const given = { params: { id: '$Secret{KEY}' }, body: { name: '$Secret{KEY}', n: 2 } };
  const sent = await sendingBy(own, { KEY: secret })({ callback: given });
  expect(seen[0]?.url).toBe('/hooks/%24Secret%7BKEY%7D/T1/B%3Aid/x?v={{name}}');
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    key: secret,
    said: `Hi $Secret{KEY} by ${secret}`,
    n: 2,
  });
  expect(JSON.stringify(sent)).not.toContain('T1/B');
});

describe('a callback is refused at dispatch and at the run, and sends nothing, for', () => {
  test.each([
    ['a param that climbs', { params: { id: '../../admin', identity: 'b' } }, 'params.id'],
    ['a param that climbs encoded', { params: { id: '..%2f..', identity: 'b' } }, 'params.id'],
    ['a param that is an object', { params: { id: { a: 1 }, identity: 'b' } }, 'params.id'],
    ['a param that is a list', { params: { id: ['a'], identity: 'b' } }, 'params.id'],
    ['a param that is null', { params: { id: null, identity: 'b' } }, 'params.id'],
    ['a param that is empty', { params: { id: '', identity: 'b' } }, 'params.id'],
    ['a param of half a character', { params: { id: '\ud800', identity: 'b' } }, 'params.id'],
    ['a param that is missing', { params: { id: 'a' } }, 'params.identity'],
    ['a query value that is an object', { query: { q: { a: 1 } } }, 'query.q'],
    ['a query value that is a list of lists', { query: { q: [['a']] } }, 'query.q'],
    ['a header of the scheduler', { headers: { Host: 'evil' } }, 'headers.Host'],
    ['a header of the configuration', { headers: { 'x-own': 'theirs' } }, 'headers.x-own'],
    ['a header that would begin another', { headers: { a: 'b\r\nc: d' } }, 'headers.a'],
    ['a header that is too long', { headers: { a: 'b'.repeat(8001) } }, 'headers.a'],
    ['a body value of another kind', { body: { ...fine.body, n: { $ne: 1 } } }, 'body.n'],
  ])('%s', async (_what, callback, path) => {
    expect(issues(callback)).toEqual([`input.callback.${path}`]);
    const error = await failure(send(callback));
    expect(error.code).toBe('VALIDATION_ERROR');
    expect(error.message).toContain(`input.callback.${path}: `);
    expect(seen).toEqual([]);
  });

  test('a url that is too long', async () => {
    const callback = { query: { q: 'x'.repeat(9000) } };
    expect(issues(callback)).toEqual(['input.callback']);
    expect((await failure(send(callback))).message).toContain('must be at most 8000 characters');
  });

  test('an operator that stands for all of them and is not evaluated to an object', async () => {
    const operators = { params: '$Pick($Session{tag}, 0)', query: '$Now()', headers: '$Session{tag}' };
    expect(issues(operators)).toEqual([]);
    for (const [name, text] of Object.entries(operators)) {
      expect(await failure(send({ [name]: text }))).toMatchObject({ code: 'VALIDATION_ERROR' });
    }
    const recipients = sendingBy({ sms: { transport: 'sns' }, messages: { note: { sms: { body: 'x' } } } });
    expect(await failure(recipients({ sms: { recipients: '$Now()', body: {} } }))).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});
