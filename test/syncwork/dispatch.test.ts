import { readEnvelope } from '../../core/input/envelope.ts';
import { readMany } from '../../core/input/many-dispatches.ts';
import { canonicalJson, unfitJson } from '../../core/input/plain-json.ts';
import { readZone } from '../../core/schedule/zone.ts';
import { check } from '../../core/validation/check.ts';
import { matchRoute } from '../../lambdas/dispatch/match-route.ts';
import { readRequest as readEvent } from '../../lambdas/dispatch/request.ts';
import { readRequest } from '../../namespaces/actions/http/request.ts';
import { readStatement } from '../../namespaces/database/statement.ts';
import { readStatement as readGraphStatement } from '../../namespaces/graphs/operations.ts';
import { readWhere } from '../../namespaces/shared/where.ts';
import { inputsAtDispatch } from '../../namespaces/storage/operations.ts';
import { expectShort, WIDE, wide } from './cpu.ts';

const KB = 256_000;
const APP = { provider: 'http', baseUrl: 'https://app.example', events: {} } as const;
const POST = { method: 'POST', path: '/orders/:id' } as const;
const storage = inputsAtDispatch(1024);
const post = (input: Record<string, unknown>, body: 'json' | 'form' | 'xml' = 'json') =>
  readRequest({ params: { id: 1 }, ...input }, APP, { ...POST, body });
const statement = (operation: Parameters<typeof readStatement>[0], input: Record<string, unknown>) =>
  readStatement(operation, { table: 't', ...input }, 'dispatch');
const graph = (operation: Parameters<typeof readGraphStatement>[0], input: Record<string, unknown>) =>
  readGraphStatement(operation, input, 'dispatch');
const call = (path: string, body?: string) =>
  ({ requestContext: { http: { method: 'POST', path } }, rawPath: path, body }) as never;

const nested = (depth: number, leaf: unknown): unknown =>
  depth === 0 ? leaf : { $and: [nested(depth - 1, leaf), nested(depth - 1, leaf)] };
const columns = wide(40, (index) => `-${index}`);
const integers = Array.from({ length: KB / 2 }, () => 1);

describe('what a caller sends holds dispatch for a bounded stretch of CPU', () => {
  test.each<[string, () => unknown]>([
    ['a body nested as deep as it is long', () => JSON.parse('['.repeat(KB / 2) + ']'.repeat(KB / 2))],
    ['a body of as many fields as fit', () => JSON.parse(JSON.stringify(WIDE))],
    ['fields that are looked through for what is unfit', () => unfitJson(WIDE)],
    ['a list that is looked through', () => unfitJson(integers)],
    ['empty objects that are looked through', () => unfitJson(Array.from({ length: 80_000 }, () => ({})))],
    ['fields brought in order for an idempotency key', () => canonicalJson(WIDE)],
    [
      'empty objects written for an idempotency key',
      () => canonicalJson(Array.from({ length: 80_000 }, () => ({}))),
    ],
    ['unknown fields beside the envelope', () => readEnvelope(WIDE, ['app', 'event'], 1000)],
    ['unknown fields of a retryConfig', () => readEnvelope({ retryConfig: WIDE }, [], 1000)],
    ['unknown fields of a session', () => readEnvelope({ session: WIDE }, [], 1000)],
    [
      'an unknown field with a name as long as the body',
      () => readEnvelope({ ['a'.repeat(KB)]: 0 }, ['app'], 1000),
    ],
    [
      'unknown fields with long names',
      () =>
        readEnvelope(
          wide(800, (i) => `${i}${'a'.repeat(300)}`),
          ['app'],
          1000,
        ),
    ],
    [
      'many dispatches of as many fields as fit',
      () => readMany(JSON.parse(JSON.stringify({ dispatches: [WIDE, WIDE] }))),
    ],
    [
      'many dispatches that are none, as many as fit',
      () => readMany({ dispatches: Array.from({ length: KB }, () => 1) }),
    ],
    ['a path that is long', () => matchRoute('POST', `/v1/products/${'a/'.repeat(5000)}`)],
    [
      'a body that is not JSON at its end',
      () => {
        try {
          readEvent(call('/v1/actions/dispatch', `${'{"a":'.repeat(KB / 5)}x`), {
            products: 'products',
            access: 'access',
          });
        } catch {
          // Refused, as it must be.
        }
      },
    ],
    ['the name of a zone that is long', () => readZone('A'.repeat(KB))],
    ['zones that are not known', () => Array.from({ length: 100 }, (_, i) => readZone(`Africa/A${i}`))],
  ])('%s', (_title, work) => expectShort(work));

  test.each<[string, () => unknown]>([
    ['conditions beyond the bound', () => readWhere(WIDE, 'dispatch')],
    ['unknown operators', () => readWhere({ a: wide(24_000, (i) => `$${i}`) }, 'dispatch')],
    ['groups of nothing', () => readWhere({ $or: Array.from({ length: 80_000 }, () => ({})) }, 'dispatch')],
    ['groups in groups', () => readWhere(nested(13, { a: 1 }), 'dispatch')],
    ['a name that is long', () => readWhere({ ['.'.repeat(KB)]: 0 }, 'dispatch')],
    ['a pattern that is long', () => readWhere({ a: { $like: '%_'.repeat(KB / 2) } }, 'dispatch')],
    [
      'rows beyond the bound',
      () => statement('insert', { data: Array.from({ length: 40_000 }, () => ({ a: 1 })) }),
    ],
    [
      'rows with bad columns',
      () => statement('insert', { data: Array.from({ length: 1000 }, () => columns) }),
    ],
    ['a row with columns beyond the bound', () => statement('insert', { data: WIDE })],
    [
      'conflict keys beyond the bound',
      () => statement('upsert', { data: { a: 1 }, conflictKeys: Array.from({ length: 60_000 }, () => 'x') }),
    ],
    ['columns beyond the bound', () => statement('query', { select: integers })],
    [
      'unknown fields of an order',
      () => statement('query', { orderBy: Array.from({ length: 10 }, () => wide(2400, (i) => `k${i}`)) }),
    ],
    ['a table with a long name', () => statement('query', { table: '$a'.repeat(KB / 2) })],
    ['parameters beyond the bound', () => statement('raw', { query: 'select 1', params: integers })],
    ['unknown fields of a statement', () => statement('query', WIDE)],
    ['properties beyond the bound', () => graph('createNode', { labels: ['A'], properties: WIDE })],
    [
      'properties with bad names',
      () => graph('createNode', { labels: ['A'], properties: wide(24_000, (i) => `-${i}`) }),
    ],
    [
      'a list of objects as a property',
      () =>
        graph('createNode', { labels: ['A'], properties: { a: Array.from({ length: 80_000 }, () => ({})) } }),
    ],
    ['labels beyond the bound', () => graph('createNode', { labels: integers, properties: {} })],
  ])('for databases and graphs: %s', (_title, work) => expectShort(work));

  test.each<[string, () => unknown]>([
    ['flat fields', () => readRequest(WIDE, APP, POST)],
    [
      'flat fields with prefixes',
      () =>
        readRequest(
          wide(16_000, (i) => `params:k${i}`),
          APP,
          POST,
        ),
    ],
    ['a prefix that is long', () => readRequest({ [`${'a'.repeat(KB)}:x`]: 0 }, APP, POST)],
    ['parameters of the path', () => post({ params: WIDE })],
    ['a parameter of slashes', () => post({ params: { id: '/'.repeat(KB) } })],
    ['headers', () => post({ headers: WIDE })],
    [
      'a content type that is long',
      () => post({ headers: { 'content-type': `application/${'+'.repeat(KB)}` }, body: {} }),
    ],
    ['a list in the query', () => post({ query: { a: integers } })],
    ['a form', () => post({ body: { a: integers } }, 'form')],
    ['an XML body of fields', () => post({ body: { a: WIDE } }, 'xml')],
    ['an XML body of items', () => post({ body: { a: { b: integers } } }, 'xml')],
  ])('for actions: %s', (_title, work) => expectShort(work));

  test.each<[string, () => unknown]>([
    [
      'globs beyond the bound',
      () =>
        check(storage.cleanup, { olderThanHours: 1, patterns: Array.from({ length: 80_000 }, () => '*') }),
    ],
    ['a glob that is long', () => check(storage.cleanup, { olderThanHours: 1, patterns: ['['.repeat(KB)] })],
    [
      'globs of braces',
      () =>
        check(storage.cleanup, {
          olderThanHours: 1,
          patterns: Array.from({ length: 100 }, () => '{a,b}'.repeat(51)),
        }),
    ],
    ['the name of a file that is long', () => check(storage.download, { fileName: '../'.repeat(KB / 3) })],
    [
      'base64 that is none at its end',
      () => check(storage.upload, { fileName: 'a', buffer: `${'A'.repeat(KB)}!` }),
    ],
    [
      'a MIME type that is long',
      () => check(storage.upload, { fileName: 'a', buffer: 'AAAA', mimeType: 'a/'.repeat(KB / 2) }),
    ],
  ])('for storage: %s', (_title, work) => expectShort(work));
});
