import type { S3Storage } from '../../../contract/resources/storage.ts';
import { Redactor } from '../../../core/input/redactor.ts';
import type { AwsAccess } from '../../../core/ports/access.ts';
import { boundResult } from '../../../lambdas/executor/bound-result.ts';
import { type StandIn, startFauxqs } from '../shared/aws-stand-in.ts';
import { runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';
import { perform, TestBucket } from './bucket.ts';

const files: S3Storage = { provider: 's3', bucket: 'files', prefix: 'tenant 1/' };

let cloud: StandIn;
let bucket: TestBucket;

beforeAll(async () => {
  cloud = await startFauxqs();
  bucket = new TestBucket(cloud.endpoint, 'files');
  await bucket.create();
});
afterAll(() => cloud.close());

describe('upload', () => {
  test('Base64 is stored as the bytes it stands for, text as UTF-8, below the prefix.', async () => {
    const picture = { fileName: 'a.png', buffer: Buffer.from([0, 255, 137]).toString('base64') };
    expect(await perform(files, 'upload', picture)).toEqual({
      fileName: 'a.png',
      size: 3,
      contentType: 'image/png',
    });
    expect(
      await perform(files, 'upload', { fileName: 'ü/漢 +%.txt', buffer: { text: 'größe' } }),
    ).toMatchObject({
      size: 7,
    });
    expect(await bucket.get('tenant 1/ü/漢 +%.txt')).toMatchObject({ text: 'größe', type: 'text/plain' });
    expect(await perform(files, 'download', { fileName: 'a.png' })).toMatchObject({ buffer: picture.buffer });
  });

  test.each([
    ['report.csv', 'text/csv'],
    ['report.XLSX', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['report.unheard-of', 'application/octet-stream'],
    ['csv', 'application/octet-stream'],
    ['x.constructor', 'application/octet-stream'],
  ])('The type of %s is %s unless told.', async (fileName, contentType) => {
    await perform(files, 'upload', { fileName, buffer: '' });
    expect((await bucket.get(`tenant 1/${fileName}`)).type).toBe(contentType);
    await perform(files, 'upload', { fileName, buffer: '', mimeType: 'x/y' });
    expect((await bucket.get(`tenant 1/${fileName}`)).type).toBe('x/y');
  });

  test('A number that an operator left is its text.', async () => {
    await perform(files, 'upload', { fileName: 1700000000000, buffer: { text: 12.5 } });
    expect((await bucket.get('tenant 1/1700000000000')).text).toBe('12.5');
  });
});

describe('download', () => {
  test('Content of 45 KB comes with the result, which is kept as it is whatever the name.', async () => {
    const text = 'é'.repeat(45 * 512);
    const fileName = '"'.repeat(1015);
    await bucket.put(`tenant 1/${fileName}`, text, { ContentType: `text/${'x'.repeat(200)}` });
    const result = await perform(files, 'download', { fileName });
    expect(result).toEqual({
      fileName,
      size: 45 * 1024,
      contentType: `text/${'x'.repeat(200)}`,
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      buffer: Buffer.from(text).toString('base64'),
    });
    expect(boundResult(result, new Redactor())).toEqual(result);
  });

  test('Larger content is left where it is, and a signed URL comes in its place.', async () => {
    const text = 'z'.repeat(45 * 1024 + 1);
    await bucket.put('tenant 1/large #1.txt', text, { ContentType: 'text/plain' });
    const result = await perform(files, 'download', { fileName: 'large #1.txt' });
    expect(result).toEqual({
      fileName: 'large #1.txt',
      size: text.length,
      contentType: 'text/plain',
      etag: expect.any(String),
      url: expect.stringMatching(/X-Amz-Expires=3600/),
      expiresAt: expect.any(Number),
    });
    const answer = await fetch((result as { url: string }).url);
    expect(await answer.text()).toBe(text);
  });

  test('An empty file is empty.', async () => {
    await bucket.put('tenant 1/empty', '');
    expect(await perform(files, 'download', { fileName: 'empty' })).toMatchObject({ size: 0, buffer: '' });
  });
});

describe('getSignedUrl', () => {
  test('Its holder can write the file, and read it, at the endpoint in use.', async () => {
    const fileName = 'handed over/ü.txt';
    const before = Date.now();
    const write = await perform(files, 'getSignedUrl', { fileName, action: 'write', expiresIn: 60 });
    expect(write).toMatchObject({ fileName, action: 'write' });
    const { url, expiresAt } = write as { url: string; expiresAt: number };
    expect(expiresAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 60_000);
    expect(new URL(url).origin).toBe(cloud.endpoint);
    expect((await fetch(url, { method: 'PUT', body: 'by hand' })).status).toBe(200);
    expect((await bucket.get(`tenant 1/${fileName}`)).text).toBe('by hand');

    const read = (await perform(files, 'getSignedUrl', { fileName })) as { url: string };
    expect(await (await fetch(read.url)).text()).toBe('by hand');
  });

  test("A URL of a session tells the session's end where that comes first, and asks for a session that lasts.", async () => {
    const expiration = new Date(Date.now() + 1_800_000);
    const asked: (number | undefined)[] = [];
    const aws: AwsAccess = {
      credentials: async (lastingMs) => {
        asked.push(lastingMs);
        return { accessKeyId: 'ASIA1', secretAccessKey: 'x', sessionToken: 'session', expiration };
      },
    };
    const context = runContext({ overrides: { aws } });
    const long = await perform(files, 'getSignedUrl', { fileName: 'a', expiresIn: 7200 }, context);
    expect(long).toMatchObject({ expiresAt: expiration.getTime(), url: expect.stringContaining('ASIA1') });
    expect(asked).toEqual([7_200_000]);
    const short = await perform(files, 'getSignedUrl', { fileName: 'a', expiresIn: 60 }, context);
    expect((short as { expiresAt: number }).expiresAt).toBeLessThan(Date.now() + 61_000);
  });

  test('A URL to write does not fix the checksum of a body that is not there yet.', async () => {
    const result = await perform(files, 'getSignedUrl', { fileName: 'a', action: 'write' });
    expect((result as { url: string }).url).not.toMatch(/checksum/i);
  });
});

describe('remove and copy', () => {
  test('A removed file is gone; one that is gone already is not a failure.', async () => {
    await bucket.put('tenant 1/gone.txt');
    for (const _attempt of [1, 2]) {
      expect(await perform(files, 'remove', { fileName: 'gone.txt' })).toEqual({ fileName: 'gone.txt' });
    }
    expect(await bucket.keys('tenant 1/gone')).toEqual([]);
  });

  test.each(['plain.txt', 'with space + plus.txt', 'ü/漢字?#%20.txt', "quote'(1)!*.txt"])(
    'A copy of %s has its content, type and metadata.',
    async (from) => {
      await bucket.put(`tenant 1/${from}`, from, { ContentType: 'text/x-odd', Metadata: { scope: 'me' } });
      const to = `copies/${from}`;
      expect(await perform(files, 'copy', { from, to })).toEqual({ from, to });
      expect(await bucket.get(`tenant 1/${to}`)).toEqual({
        text: from,
        type: 'text/x-odd',
        metadata: { scope: 'me' },
      });
    },
  );
});

describe('what a run refuses', () => {
  test.each(['../tenant 2/x', '/x', '', 'a/../../x'])(
    'The name %j, whatever operator made it.',
    async (fileName) => {
      await bucket.put('tenant 2/x', 'kept');
      expect((await failure(perform(files, 'remove', { fileName }))).code).toBe('VALIDATION_ERROR');
      expect((await failure(perform(files, 'copy', { from: fileName, to: 'y' }))).code).toBe(
        'VALIDATION_ERROR',
      );
      expect((await bucket.get('tenant 2/x')).text).toBe('kept');
    },
  );

  test('A key that the prefix makes too long.', async () => {
    const error = await failure(perform(files, 'remove', { fileName: 'a'.repeat(1016) }));
    expect(error.message).toContain('input.fileName: must be at most 1015 bytes');
  });

  test('Everything that is wrong is named.', async () => {
    const error = await failure(perform(files, 'listFiles', { limit: '10', prefix: '..' }));
    expect(error.toFailure()).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(/^The input does not fit listFiles: input\.prefix: .*; input\.limit: /),
    });
  });

  test('A file and a bucket that do not exist are NOT_FOUND.', async () => {
    const gone: S3Storage = { provider: 's3', bucket: 'gone' };
    expect((await failure(perform(files, 'download', { fileName: 'nope' }))).code).toBe('NOT_FOUND');
    expect((await failure(perform(files, 'copy', { from: 'nope', to: 'x' }))).code).toBe('NOT_FOUND');
    expect((await failure(perform(gone, 'listFiles', {}))).code).toBe('NOT_FOUND');
  });

  test('An attempt that is over.', async () => {
    const over = runContext({ overrides: { signal: AbortSignal.abort() } });
    const running = perform(files, 'upload', { fileName: 'late', buffer: '' }, over);
    expect((await failure(running)).code).toBe('TIMEOUT');
    expect(await bucket.keys('tenant 1/late')).toEqual([]);
  });
});
