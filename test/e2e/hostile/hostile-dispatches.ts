import fc from 'fast-check';
import type { Namespace } from '../../../contract/namespaces.ts';
import { PATHS } from './hostile-app.ts';

/** A dispatch as an enemy with the right to dispatch in `evil` would send it. */
export interface Hostile {
  namespace: Namespace;
  body: Record<string, unknown>;
}

const nested = (depth: number, leaf: unknown): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner, _, i) => (i % 2 ? [inner] : { a: inner }), leaf);

const repeated = (times: number, before: string, leaf: string, after: string) =>
  before.repeat(times) + leaf + after.repeat(times);

/** Operators that would take time or memory, or give a secret back in another form. */
const OPERATORS = [
  repeated(31, '$Replace(', 'aaaaaaaa', ', a, aaaaaaaa)'),
  repeated(31, '$Concat(', 'x', ', x)'),
  `$Format($Now(), "${'YYYY-MM-DD dddd '.repeat(2000)}")`,
  `$Split("${'ab'.repeat(50_000)}", "")`,
  `$Join($Split("${'a'.repeat(2000)}", ""), "${'-'.repeat(2000)}")`,
  '$Now() '.repeat(10_000),
  '$Split($Secret{EVIL_WORD}, "")',
  '$Uppercase($Secret{EVIL_WORD})',
  '$Substring($Secret{EVIL_WORD}, 0, 4)',
  '$Concat("a", $Secret{EVIL_WORD})',
  '$Secret{EVIL_WORD}',
  '$Secret{SHOP_WORD}',
  '$Secret{EVIL_TOKEN}',
  '$Pick($Split("a,b", ","), 99999999999)',
  '$Var(constructor)',
  '$Now(',
  '$DateAdd($Now(), 9e99, "years")',
];

const TEXTS = [
  '',
  'x'.repeat(200_000),
  '\u001b[2J\u001b]8;;https://example.com\u0007',
  '\u202egnp.exe',
  '\ud800',
  '\u0000',
  '../../shop/secret.txt',
  '%2e%2e/%2e%2e/admin',
  '..\\..\\shop',
  '/etc/passwd',
  'job_00000000000000000000000000',
  'a@example.com\r\nBcc: b@example.com',
  '<script>alert(1)</script>',
  "'; drop table entries; --",
  '%a%a%a%a%a%a%a%a%a%a%b',
  '{{name}}',
  '__proto__',
  'shop',
  'shop2/secret.txt',
  'arn:aws:sqs:us-east-1:000000000000:shop-made',
];

const CONDITIONS: unknown[] = [
  { $ne: 'zzz' },
  { $gt: '' },
  { $like: '%a%a%a%a%a%a%a%a%a%b' },
  { $or: [{ id: 'x' }, { id: { $ne: 'x' } }] },
  { $regex: '(a+)+$' },
  { $in: Array.from({ length: 5000 }, (_, i) => i) },
  { $where: 'while(1);' },
  { $isNull: false },
];

/** Nothing but hostile values would mostly be refused at once: the rest of a dispatch is well-formed. */
const kind = fc.constantFrom<unknown>('a', 7, '$Now()', '$Concat("a", $Var(job_id))', 'kept');

const hostile = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 4, arbitrary: fc.constantFrom(...OPERATORS) },
  { weight: 3, arbitrary: fc.constantFrom(...CONDITIONS) },
  { weight: 2, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }).map((depth) => nested(depth, '$Now()')) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(1000, 20_000)
      .map((count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]))),
  },
  { weight: 1, arbitrary: fc.constantFrom(1000, 50_000).map((count) => Array(count).fill('$Now()')) },
  { weight: 1, arbitrary: fc.constant(JSON.parse('{"__proto__":{"admin":true},"constructor":1}')) },
  { weight: 1, arbitrary: fc.constantFrom(1e20, -0, 1e308, 2 ** 53) },
);

const hostileValue = fc.oneof({ weight: 3, arbitrary: kind }, { weight: 2, arbitrary: hostile });

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b/c.txt', 'kept') },
  { weight: 1, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.constantFrom(...OPERATORS) },
  { weight: 1, arbitrary: fc.string() },
);

/** Statements that name what belongs to another product, or to the scheduler. */
const STATEMENTS = [
  'SELECT * FROM "shop-ledger"',
  'select * from "shop-ledger" where id = ?',
  "UPDATE \"shop-ledger\" SET state = 'stolen' WHERE id = 'kept'",
  'DELETE FROM "shop-ledger" WHERE id = \'kept\'',
  "INSERT INTO \"shop-ledger\" VALUE {'id': 'evil'}",
  'SELECT * FROM "evil-ledger"',
  'SELECT * FROM "evil-ledger" WHERE EXISTS (SELECT * FROM "shop-ledger")',
  'EXISTS(SELECT * FROM "shop-ledger" WHERE id = \'kept\')',
  'SELECT * FROM "shop-ledger"."by_state"',
  'SELECT * FROM\n"shop-ledger"',
  'SELECT * FROM shop-ledger',
  'SELECT * FROM "arn:aws:dynamodb:us-east-1:000000000000:table/shop-ledger"',
  'UPDATE "evil-ledger" SET x = 1 WHERE id = \'a\'; DELETE FROM "shop-ledger" WHERE id = \'kept\'',
];

const inputOf = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<Record<string, unknown>>;

const names = (...own: string[]) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...own.map((name) => `evil-${name}`)) },
    { weight: 1, arbitrary: fc.constantFrom(...own.map((name) => `shop-${name}`)) },
  );

const actions = fc.record({
  app: names('app'),
  event: fc.constantFrom(...PATHS, ...PATHS, 'by_id', 'form', 'xml', 'nothing'),
  input: fc.oneof(
    { weight: 3, arbitrary: inputOf({ body: hostileValue, query: inputOf({ q: text }) }) },
    {
      weight: 1,
      arbitrary: inputOf({
        body: hostileValue,
        params: inputOf({ id: hostileValue, part: hostileValue }),
        query: inputOf({ q: hostileValue }),
        headers: inputOf({ 'x-a': hostileValue, authorization: text, host: text }),
      }),
    },
    { weight: 1, arbitrary: inputOf({ id: hostileValue, part: text, amount: hostileValue }) },
  ),
});
const workflows = fc.record({ workflow: names('machine'), input: inputOf({ a: hostileValue, b: text }) });
const notifications = fc.record({
  notification: names('bulletins'),
  event: fc.constantFrom('hello', 'hello', 'hello', 'nothing'),
  input: inputOf({
    email: fc.record({
      recipients: fc.array(text, { maxLength: 3 }),
      template: inputOf({ name: hostileValue }),
    }),
    push_notification: fc.record({
      device_tokens: fc.oneof(fc.array(text, { maxLength: 3 }), fc.constant(Array(5000).fill('device'))),
      title: inputOf({ name: hostileValue }),
      body: inputOf({ name: text }),
    }),
    callback: inputOf({
      params: inputOf({ id: hostileValue }),
      body: inputOf({ name: hostileValue }),
      query: inputOf({ q: hostileValue }),
      headers: inputOf({ 'x-a': hostileValue }),
    }),
  }),
});
const globs = fc.array(
  fc.oneof(text, fc.constantFrom('*.tmp', '+(+(a))', '{a,b}{c,d}{e,f}*', '*a*a*a*a*a*b')),
  {
    minLength: 1,
    maxLength: 5,
  },
);
const STORAGE: Record<string, fc.Arbitrary<unknown>> = {
  upload: fc.record({ fileName: text, buffer: fc.oneof(fc.constant({ text: 'x' }), fc.record({ text })) }),
  download: fc.record({ fileName: text }),
  remove: fc.record({ fileName: text }),
  getSignedUrl: fc.record({ fileName: text }),
  copy: fc.record({ from: text, to: text }),
  listFiles: inputOf({ prefix: text, continuationToken: text }),
  stats: inputOf({ prefix: text }),
  cleanup: fc.record({ patterns: globs, olderThanHours: fc.constant(0), prefix: text }),
};
const storage = fc
  .constantFrom(...Object.entries(STORAGE))
  .chain(([operation, input]) =>
    fc.record({ storage: names('files'), operation: fc.constant(operation), input }),
  );
const events = fc.record({
  broker: names('queue', 'topic', 'bus', 'nats'),
  event: fc.constantFrom('made', 'made', 'made', 'nothing'),
  input: inputOf({ message: hostileValue }),
});
const table = fc.oneof({ weight: 6, arbitrary: fc.constant('entries') }, { weight: 1, arbitrary: text });
const where = fc.oneof(
  { weight: 4, arbitrary: inputOf({ id: hostileValue, state: hostileValue }) },
  { weight: 1, arbitrary: hostile },
);
const data = fc.record({ id: text, state: hostileValue });
const DATABASE: Record<string, fc.Arbitrary<unknown>> = {
  raw: fc.record({ query: fc.oneof(fc.constantFrom(...STATEMENTS), text) }),
  query: fc.record({ table, where, orderBy: fc.constant([{ column: 'state' }]) }),
  update: fc.record({ table, where, data: fc.record({ state: hostileValue }) }),
  delete: fc.record({ table, where }),
  count: fc.record({ table, where }),
  sum: fc.record({ table, column: text, where }),
  insert: fc.record({ table, data: fc.oneof(data, fc.array(data, { minLength: 1, maxLength: 5 })) }),
  upsert: fc.record({ table, data, conflictKeys: fc.constant(['id']) }),
};
const database = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...Object.entries(DATABASE)).chain(([operation, input]) =>
      fc.record({
        database: names('ledger', 'ledger', 'sql', 'mongo'),
        operation: fc.constant(operation),
        input,
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      database: names('ledger'),
      event: fc.constant('close'),
      input: fc.record({ id: hostileValue }),
    }),
  },
);
const labels = fc.array(text, { minLength: 1, maxLength: 2 });
const GRAPHS: Record<string, fc.Arbitrary<unknown>> = {
  findNodes: fc.record({ labels, where: inputOf({ name: hostileValue }) }),
  createNode: fc.record({ labels, properties: inputOf({ name: hostileValue }) }),
  deleteNodes: fc.record({ filter: fc.record({ name: hostileValue }) }),
  query: fc.record({ query: text, params: inputOf({ a: hostileValue }) }),
};
const graphs = fc
  .constantFrom(...Object.entries(GRAPHS))
  .chain(([operation, input]) =>
    fc.record({ graph: names('graph'), operation: fc.constant(operation), input }),
  );

const DISPATCHES = { actions, workflows, notifications, storage, events, database, graphs };

const envelope = fc.record(
  {
    retries: fc.constantFrom(0, 1),
    session: fc.constant('evil:evil-session-token-Zq81'),
  },
  { requiredKeys: ['retries'] },
);

/** Dispatches of every namespace: most well-formed enough to become a run, and unkind when they are. */
export const hostileDispatch: fc.Arbitrary<Hostile> = fc
  .constantFrom(...(Object.keys(DISPATCHES) as Namespace[]))
  .chain((namespace) =>
    fc.tuple(DISPATCHES[namespace] as fc.Arbitrary<object>, envelope).map(([own, common]) => ({
      namespace,
      body: { timeout: 3000, retryConfig: { initialDelay: 20 }, ...common, ...own },
    })),
  );
