import type { HttpApp } from '../../../contract/resources/actions.ts';
import { input } from '../../../namespaces/actions/input.ts';

const app: HttpApp = {
  provider: 'http',
  baseUrl: 'https://api.example.com/v1',
  auth: { type: 'bearer', token: '$Secret{TOKEN}' },
  headers: { 'X-Tenant': 'acme' },
  events: {
    charge: { method: 'POST', path: '/customers/:customerId/charges' },
    list: { method: 'GET', path: '/customers' },
    get: { method: 'GET', path: '/customers/:id' },
    drop: { method: 'DELETE', path: '/customers/:id' },
  },
};

const mismatchOf = (event: string, values: Record<string, unknown>, resource: HttpApp = app) =>
  input.validateAgainst({ target: { resource: 'billing', event }, input: values }, resource);

const issues = (event: string, values: Record<string, unknown>, resource?: HttpApp) => {
  const found = mismatchOf(event, values, resource);
  return found && 'issues' in found
    ? Object.fromEntries(found.issues.map(({ path, message }) => [path, message]))
    : found;
};

describe('what an actions dispatch says', () => {
  test('names an app, an event and an input', () => {
    const body = { env: 'prd', product: 'p', app: 'billing', event: 'charge', input: { 'body:amount': 1 } };
    expect(input.read(body)).toEqual({
      ok: true,
      value: { target: { resource: 'billing', event: 'charge' }, input: { 'body:amount': 1 } },
    });
  });

  test('may call the event an action', () => {
    expect(input.read({ app: 'billing', action: 'charge', input: {} })).toMatchObject({
      ok: true,
      value: { target: { event: 'charge' } },
    });
  });

  test('cannot say event and action at once', () => {
    expect(input.read({ app: 'b', event: 'a', action: 'a', input: {} })).toEqual({
      ok: false,
      issues: [{ path: 'action', message: 'give only one of event, action' }],
    });
  });

  test('is told of everything that is missing or of the wrong type at once', () => {
    const read = input.read({ app: 7, input: [] });
    expect(read.ok ? [] : read.issues).toEqual([
      { path: 'app', message: 'expected string, got number 7' },
      { path: 'event', message: 'required (one of event, action)' },
      { path: 'input', message: 'expected object, got array' },
    ]);
  });

  test('is told that a name is too long, and by how much', () => {
    const read = input.read({ app: 'a'.repeat(129), event: '', input: {} });
    expect(read.ok ? [] : read.issues.map(({ path }) => path)).toEqual(['app', 'event']);
  });
});

describe('whether a dispatch fits the app', () => {
  test('an event that is not declared is not found, and the answer names what is', () => {
    expect(mismatchOf('chrge', {})).toEqual({
      notFound: 'app "billing": unknown event "chrge"; did you mean "charge"?',
    });
    expect(mismatchOf('zzz', {})).toEqual({
      notFound: 'app "billing": unknown event "zzz"; known: charge, drop, get, list',
    });
  });

  test.each(['constructor', '__proto__', 'toString'])('an event called %s is not an event', (event) => {
    expect(mismatchOf(event, {})).toHaveProperty('notFound');
  });

  test('the structured form fits', () => {
    expect(
      mismatchOf('charge', {
        params: { customerId: 'c1' },
        body: { amount: 1 },
        query: { dry: true },
        headers: {},
      }),
    ).toBeUndefined();
  });

  test('the flat form fits, an unprefixed key filling the placeholder of its name', () => {
    expect(mismatchOf('charge', { customerId: 'c1', amount: 1, 'headers:X-Trace': 't' })).toBeUndefined();
    expect(mismatchOf('list', { page: 2, tags: ['a', 'b'] })).toBeUndefined();
    expect(mismatchOf('drop', { id: 'c1', reason: 'gone' })).toBeUndefined();
  });

  test('a key that only looks like a section is an ordinary flat key', () => {
    expect(mismatchOf('charge', { customerId: 'c1', body: 'Hello', to: '+491' })).toBeUndefined();
    expect(mismatchOf('list', { query: 'shoes' })).toBeUndefined();
  });

  test('a mix of the two forms is an issue that says how to write it', () => {
    expect(issues('charge', { body: { amount: 1 }, customerId: 'c1' })).toEqual({
      'input.body': expect.stringContaining('mixes the structured form with flat keys (customerId)'),
    });
    expect(issues('list', { headers: ['a'] })).toEqual({ 'input.headers': 'expected object' });
  });

  test('a prefix that is nearly one is an issue, and a colon in a name is not', () => {
    expect(issues('charge', { customerId: 'c', 'header:X-A': '1' })).toEqual({
      'input.header:X-A': 'unknown prefix "header:"; did you mean "headers:"?',
    });
    expect(mismatchOf('charge', { customerId: 'c', 'xmlns:soap': 'urn:x' })).toBeUndefined();
    expect(issues('charge', { customerId: 'c', 'body:': 1 })).toEqual({
      'input.body:': 'names nothing after the colon',
    });
  });

  test('missing and unknown path parameters are issues', () => {
    expect(issues('charge', { params: { costumerId: 'c1' } })).toEqual({
      'input.params.costumerId': 'unknown path parameter "costumerId"; did you mean "customerId"?',
      'input.params.customerId': 'required by the path /customers/:customerId/charges',
    });
    expect(issues('get', {})).toEqual({ 'input.params.id': 'required by the path /customers/:id' });
    expect(issues('get', { verbose: true })).toEqual({
      'input.params:id': 'required by the path /customers/:id',
    });
  });

  test.each([
    '..',
    '.',
    '../admin',
    'a/../b',
    'a\\..\\b',
    '%2e%2e',
    '.%2E/x',
    'a%2f..',
    '',
    { a: 1 },
    null,
    ['x'],
    '\ud800',
  ])('a path parameter %j is refused', (id) => {
    expect(issues('get', { params: { id } })).toHaveProperty(['input.params.id']);
  });

  test.each(['a/b', 'x?y=1#z', '...', 'v1..2', '$Var(job_id)', 0, false, 'ü/:id'])(
    'a path parameter %j is fine',
    (id) => {
      expect(mismatchOf('get', { id })).toBeUndefined();
    },
  );

  test('placeholders side by side cannot be filled to a step up', () => {
    const pair: HttpApp = { ...app, events: { go: { method: 'GET', path: '/x/:a:b/y' } } };
    expect(mismatchOf('go', { a: 'v', b: '1' }, pair)).toBeUndefined();
    expect(issues('go', { a: '.', b: '.' }, pair)).toHaveProperty(['input.a']);
  });

  test('a body on GET is an issue', () => {
    expect(issues('list', { body: {} })).toEqual({ 'input.body': 'GET takes no body' });
    expect(issues('list', { 'body:x': 1 })).toEqual({ 'input.body:x': 'GET takes no body' });
    expect(mismatchOf('drop', { params: { id: 1 }, body: { reason: 'x' } })).toBeUndefined();
  });

  test('a query value is text, a number, a boolean or a list of them', () => {
    expect(issues('list', { filter: { a: 1 }, 'query:ok': null, x: [[1]] })).toEqual({
      'input.filter': 'expected text, a number, a boolean or a list of them',
      'input.x': 'expected text, a number, a boolean or a list of them',
    });
  });

  test.each([
    ['Idempotency-Key', 'is set by the scheduler'],
    ['host', 'is set by the scheduler'],
    ['Content-Length', 'is set by the scheduler'],
    ['transfer-encoding', 'is set by the scheduler'],
    ['authorization', "is set by the app's configuration"],
    ['x-tenant', "is set by the app's configuration"],
    ['X A', 'is not a header name'],
    ['X:\r\nEvil', 'is not a header name'],
    ['', 'is not a header name'],
  ])('the header %j is refused', (name, message) => {
    expect(issues('list', { headers: { [name]: 'x' } })).toEqual({ [`input.headers.${name}`]: message });
  });

  test.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0', '€'])('a header value %j is refused', (value) => {
    expect(issues('list', { 'headers:X-A': value })).toEqual({
      'input.headers:X-A': 'holds a character that a header cannot carry',
    });
  });

  test('an app without auth leaves Authorization to the dispatch', () => {
    const { auth: _auth, ...open } = app;
    expect(mismatchOf('list', { headers: { Authorization: 'Bearer mine' } }, open)).toBeUndefined();
  });

  test('an api key of the configuration cannot be overridden, wherever it goes', () => {
    const query: HttpApp = { ...app, auth: { type: 'apiKey', in: 'query', name: 'key', value: 'x' } };
    expect(issues('list', { key: 'mine' }, query)).toEqual({
      'input.key': "is set by the app's configuration",
    });
    const header: HttpApp = { ...app, auth: { type: 'apiKey', in: 'header', name: 'X-Key', value: 'x' } };
    expect(issues('list', { headers: { 'x-key': 'mine' } }, header)).toHaveProperty(['input.headers.x-key']);
  });

  test('the same value said twice is an issue', () => {
    expect(issues('charge', { customerId: 'c', 'params:customerId': 'd', a: 1, 'body:a': 2 })).toEqual({
      'input.params:customerId': 'says the same as input.customerId',
      'input.body:a': 'says the same as input.a',
    });
    expect(issues('list', { headers: { 'X-A': '1', 'x-a': '2' } })).toHaveProperty(['input.headers.x-a']);
  });

  test('a body that its type cannot hold is an issue, where it stands', () => {
    const typed = (body: 'form' | 'xml'): HttpApp => ({
      ...app,
      events: { go: { method: 'POST', path: '/x', body } },
    });
    expect(issues('go', { body: { a: 1, b: { c: 1 } } }, typed('form'))).toEqual({
      'input.body.b': 'a form holds no nested objects',
    });
    expect(issues('go', { a: 1, 'body:b': [{}] }, typed('form'))).toEqual({
      'input.body:b': 'a form holds no nested objects',
    });
    expect(issues('go', { body: { a: 1, b: 2 } }, typed('xml'))).toEqual({
      'input.body': 'a body of XML needs one field, the root element',
    });
    expect(issues('go', { a: 1, b: 2 }, typed('xml'))).toEqual({
      input: 'a body of XML needs one field, the root element',
    });
    const headers = { 'content-type': 'text/csv' };
    expect(issues('go', { headers, body: [1] }, typed('form'))).toEqual({
      'input.body': 'a body of type text/csv must be text',
    });
    expect(
      mismatchOf('go', { order: { '@id': '$Var(job_id)', item: '$Now()' } }, typed('xml')),
    ).toBeUndefined();
    expect(mismatchOf('go', { body: '$Session{order}' }, typed('xml'))).toBeUndefined();
    expect(
      mismatchOf('go', { headers: { 'content-type': '$Var(type)' }, body: [1] }, typed('form')),
    ).toBeUndefined();
  });

  test('a key called __proto__ is data in a body and unknown in a path', () => {
    expect(mismatchOf('charge', JSON.parse('{"customerId":"c","__proto__":{"x":1}}'))).toBeUndefined();
    expect(issues('get', JSON.parse('{"params":{"id":"1","__proto__":"x"}}'))).toHaveProperty([
      'input.params.__proto__',
    ]);
  });
});
