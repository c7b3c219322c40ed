import fc from 'fast-check';
import { asRecord } from '../../../contract/plain-data.ts';
import type { S3Storage } from '../../../contract/resources/storage.ts';
import { fileName, namePrefix } from '../../../namespaces/storage/file-name.ts';
import { keyOf } from '../../../namespaces/storage/s3/bucket.ts';
import { type StandIn, startFauxqs } from '../shared/aws-stand-in.ts';
import { runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';
import { perform, TestBucket } from './bucket.ts';

let cloud: StandIn;
let bucket: TestBucket;
let buckets = 0;

beforeAll(async () => {
  cloud = await startFauxqs();
});
afterAll(() => cloud.close());

const later = () => runContext({ overrides: { occurrence: Date.now() + 3_600_000 } });

describe.each(['shop', 'shop/', '/shop//'])('a storage with the prefix %j', (prefix) => {
  let shop: S3Storage;

  beforeEach(async () => {
    buckets += 1;
    bucket = new TestBucket(cloud.endpoint, `shared-${buckets}`);
    await bucket.create();
    shop = { provider: 's3', bucket: bucket.name, prefix };
    for (const key of ['shop/own.txt', 'shop2/secret.txt', 'shopping', 'shop']) await bucket.put(key, key);
  });

  test('reads, signs, copies and removes in its folder only, not in one whose name begins with its own', async () => {
    expect(await failure(perform(shop, 'download', { fileName: '2/secret.txt' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await failure(perform(shop, 'copy', { from: '2/secret.txt', to: 'x' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    const { url } = asRecord(await perform(shop, 'getSignedUrl', { fileName: '2/secret.txt' }));
    expect(new URL(String(url)).pathname).toMatch(/\/shop\/2\/secret\.txt$/);
    await perform(shop, 'remove', { fileName: '2/secret.txt' });
    await perform(shop, 'upload', { fileName: 'ping', buffer: { text: 'mine' } });
    await perform(shop, 'copy', { from: 'own.txt', to: 'copied/own.txt' });
    expect(await bucket.keys('shop')).toEqual([
      'shop',
      'shop/copied/own.txt',
      'shop/own.txt',
      'shop/ping',
      'shop2/secret.txt',
      'shopping',
    ]);
    expect((await bucket.get('shopping')).text).toBe('shopping');
  });

  test('lists, counts and cleans its folder only', async () => {
    expect(await perform(shop, 'listFiles', {})).toMatchObject({ files: [{ fileName: 'own.txt' }] });
    expect(await perform(shop, 'listFiles', { prefix: '2/' })).toEqual({ files: [] });
    expect(await perform(shop, 'stats', {})).toMatchObject({ count: 1 });
    const all = { patterns: ['*'], olderThanHours: 0 };
    expect(await perform(shop, 'cleanup', all, later())).toMatchObject({ deleted: 1, scanned: 1 });
    expect(await bucket.keys('shop')).toEqual(['shop', 'shop2/secret.txt', 'shopping']);
  });

  test('reads no other folder by a token of its listing', async () => {
    const other: S3Storage = { ...shop, prefix: 'shop2' };
    await bucket.put('shop2/a.txt');
    const { continuationToken } = asRecord(await perform(other, 'listFiles', { limit: 1 }));
    expect(continuationToken).toEqual(expect.any(String));
    const { files } = asRecord(
      await perform(shop, 'listFiles', { continuationToken }).catch(() => ({ files: [] })),
    );
    expect((files as { fileName: string }[]).map(({ fileName }) => fileName)).toEqual(
      expect.not.arrayContaining(['a.txt', 'secret.txt', '2/secret.txt']),
    );
  });
});

test('a secret that makes a prefix climb fails the run', async () => {
  const storage: S3Storage = { provider: 's3', bucket: 'shared', prefix: 'a/$Secret{TENANT}' };
  const context = runContext({ secrets: { TENANT: '../shop' } });
  expect(await failure(perform(storage, 'listFiles', {}, context))).toMatchObject({
    code: 'VALIDATION_ERROR',
  });
});

describe('the name of a file', () => {
  test.each(['%2e%2e/a', 'a/%2E./b', '..\\a', 'a\\..\\b', 'a%2f..', 'a/..%5cb'])(
    '%j climbs where a store decodes it, and is refused',
    (name) => {
      expect(fileName(1024).safeParse(name).success).toBe(false);
      expect(namePrefix(1024).safeParse(name).success).toBe(false);
    },
  );

  test.each(['a..b', '.hidden', 'a/.b', '100%', 'a%20b', 'ü', 'u\u0308', '．．/a', 'a//b'])(
    '%j is fine',
    (name) => {
      expect(fileName(1024).safeParse(name).success).toBe(true);
    },
  );

  test('may begin with a dot, so a prefix may end in one', () => {
    expect(namePrefix(1024).safeParse('logs/.').success).toBe(true);
    expect(namePrefix(1024).safeParse('logs/..').success).toBe(false);
  });

  test('whatever it is, makes a key that begins with the folder and has no step up', () => {
    const parts = fc.constantFrom('.', '..', '/', '\\', '%2e', '%2f', 'a', '2', 'é', '\n', ' ');
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts).map((list) => list.join('')),
    );
    const schema = fileName(1019);
    fc.assert(
      fc.property(name, (text) => {
        if (!schema.safeParse(text).success) return;
        const key = keyOf({ folder: 'shop/' }, text);
        expect(new URL(encodeURI(key).replaceAll('%25', '%'), 'http://h/bucket/').pathname).toMatch(
          /^\/bucket\/shop\/./,
        );
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 1000 },
    );
  });
});
