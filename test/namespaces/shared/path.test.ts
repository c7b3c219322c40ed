import fc from 'fast-check';
import type { HttpApp } from '../../../contract/resources/actions.ts';
import { buildCall } from '../../../namespaces/actions/http/call.ts';
import { readRequest } from '../../../namespaces/actions/http/request.ts';
import { readCallback } from '../../../namespaces/notifications/channels/callback-request.ts';
import { fillPath, paramFault, placeholdersOf } from '../../../namespaces/shared/path.ts';
import { runContext } from './run-context.ts';

const filled = (template: string, params: Record<string, string>) => {
  const path = fillPath(template, params);
  return path.ok ? path.value : path.issues[0]?.message;
};

describe('a path with placeholders', () => {
  test('has them in its path alone, not in host, query or fragment', () => {
    expect(placeholdersOf('http://u:id@host:8080/a/:id/:identity?q=:no#:no')).toEqual(['id', 'identity']);
    expect(placeholdersOf('/:id/x:id?at=:no')).toEqual(['id']);
    expect(filled('http://u:id@host:8080/:id?q=:id', { id: 'x' })).toBe('http://u:id@host:8080/x?q=:id');
  });

  test('is filled at once: a name that begins another, and a value that looks like a placeholder, stay apart', () => {
    expect(filled('/:id/:identity', { id: ':identity', identity: 'b' })).toBe('/%3Aidentity/b');
    expect(filled('/:identity/:id', { id: 'a', identity: 'b' })).toBe('/b/a');
    expect(filled('/:a/:b', { a: '$&', b: '$1' })).toBe('/%24%26/%241');
  });

  test('does not climb by values that are harmless alone', () => {
    expect(filled('/x/:a:b/y', { a: '.', b: '.' })).toBe('/x/:a:b/y would climb when filled in');
    expect(filled('/x/:a:b/y', { a: '.%2', b: 'e' })).toBe('/x/:a:b/y would climb when filled in');
    expect(filled('/x/.:a/y', { a: '/z' })).toBe('/x/.:a/y would climb when filled in');
  });
});

/** Texts that an attacker would try, and any others. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '.',
        '..',
        '/',
        '\\',
        '%2e',
        '%2F',
        '%5c',
        ':id',
        '?',
        '#',
        '@',
        ' ',
        '\t',
        '\n',
        'a',
        '%00',
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join('')),
);

describe('whatever fills a path', () => {
  const app: HttpApp = {
    provider: 'http',
    baseUrl: 'http://app.example/api',
    events: { get: { method: 'GET', path: '/users/:id/orders/:order.json' } },
  };
  const event = { method: 'GET', path: '/users/:id/orders/:order.json' } as const;

  test('an action stays below its base path, with as many steps', async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (id, order) => {
        const request = readRequest({ params: { id, order } }, app, event);
        if (!request.ok) return;
        tried += 1;
        const { url } = await buildCall(app, event, request.value, runContext());
        expect(url.origin).toBe('http://app.example');
        expect(url.pathname).toMatch(/^\/api\/users\/[^/\\]+\/orders\/[^/\\]+\.json$/);
        expect(url.search).toBe('');
        expect(decodeURIComponent(url.pathname.split('/')[3] ?? '')).toBe(id);
      }),
      { numRuns: 500 },
    );
    expect(tried).toBeGreaterThan(50);
  });

  test('a callback stays where its url says, with as many steps', () => {
    fc.assert(
      fc.property(hostile, fc.jsonValue(), (id, other) => {
        const settings = { url: 'https://hooks.example/a/:id/b?v=1' };
        const request = readCallback({ params: { id }, query: { q: other } }, settings);
        if (!request.ok) return;
        const { url } = request.value;
        expect(url.origin).toBe('https://hooks.example');
        expect(url.pathname).toMatch(/^\/a\/[^/\\]+\/b$/);
        expect(url.searchParams.get('v')).toBe('1');
      }),
      { numRuns: 500 },
    );
  });

  test('a base path, whatever the path beside it begins with, stays the beginning', async () => {
    for (const path of ['//evil.example/x', '/\\evil.example', '/@evil.example', '/:x']) {
      const { url } = await buildCall(app, event, { path, query: [], headers: {} }, runContext());
      expect(url.origin + url.pathname.slice(0, 5)).toBe('http://app.example/api/');
    }
  });

  test.each([{ a: 1 }, ['x'], null, undefined, Number.NaN, '', '..', '../../admin', '%2e%2e', '\ud800'])(
    'no value %j does',
    (value) => {
      expect(paramFault(value)).toEqual(expect.any(String));
    },
  );
});

test('Half of a pair of surrogates is filled into a path as the character that stands for what is not a text.', () => {
  expect(fillPath('/items/:id', { id: 'a\ud800' })).toEqual({ ok: true, value: '/items/a%EF%BF%BD' });
});
