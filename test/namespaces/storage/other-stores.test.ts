import '../shared/one-realm.ts';
import type { S3Storage } from '../../../contract/resources/storage.ts';
import { run } from '../../../namespaces/storage/run.ts';
import { type Answer, type HttpServer, type Received, startHttpServer } from '../../http-server.ts';
import { until } from '../../until.ts';
import { runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';
import { perform } from './bucket.ts';

const LIST = /list-type=2/;
const page = (keys: string[], next?: string) =>
  `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${
    next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`
  }${keys
    .map(
      (key) =>
        `<Contents><Key>${key}</Key><Size>5</Size><LastModified>2020-01-01T00:00:00.000Z</LastModified></Contents>`,
    )
    .join('')}</ListBucketResult>`;

let service: HttpServer;
let requests: Received[];
let answer: Answer;
let store: S3Storage;

beforeAll(async () => {
  service = await startHttpServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  store = {
    provider: 's3',
    bucket: '$Secret{BUCKET}',
    endpoint: service.endpoint,
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials: { accessKeyId: '$Secret{KEY_ID}', secretAccessKey: '$Secret{KEY}' },
  };
});
beforeEach(() => {
  requests = [];
});
afterAll(() => service.close());

const secrets = { BUCKET: 'b1', KEY_ID: 'AKIAOTHER', KEY: 'hush-hush' };
const context = () => runContext({ secrets, timeout: 5000 });

test('The settings of a store may be secrets, and are what it is called with.', async () => {
  answer = (_request, response) => response.end();
  await perform(store, 'upload', { fileName: 'a b', buffer: 'aGk=' }, context());
  expect(requests[0]?.url).toMatch(/^\/b1\/a%20b\b/);
  expect(requests[0]?.headers.authorization).toMatch(/Credential=AKIAOTHER\/\d+\/eu-west-1\/s3\//);
  expect(Object.keys(requests[0]?.headers ?? {}).filter((name) => name.includes('checksum'))).toEqual([]);
});

test('Other credentials make another client.', async () => {
  answer = (_request, response) => response.end();
  const other = runContext({ secrets: { ...secrets, KEY_ID: 'AKIANEWER' } });
  await perform(store, 'upload', { fileName: 'a', buffer: '' }, other);
  expect(requests[0]?.headers.authorization).toContain('Credential=AKIANEWER/');
});

test('A secret that is missing is NOT_FOUND.', async () => {
  const error = await failure(perform(store, 'stats', {}, runContext()));
  expect(error.code).toBe('NOT_FOUND');
});

test('No secret comes into the error of a refusal.', async () => {
  const quoted = '<Error><Code>InvalidAccessKeyId</Code><Message>No AKIAOTHER hush-hush</Message></Error>';
  answer = (_request, response) => response.writeHead(403).end(quoted);
  const error = await failure(perform(store, 'stats', {}, context()));
  expect(error.code).toBe('UNAUTHORIZED');
  expect(error.message).not.toMatch(/AKIAOTHER|hush/);
});

test('Files that could not be deleted do not keep the rest, and fail the run.', async () => {
  answer = (request, response) => {
    if (LIST.test(request.url ?? '')) {
      const second = request.url?.includes('continuation-token=next');
      response.end(second ? page(['c.tmp']) : page(['a.tmp', 'b.tmp'], 'next'));
    } else {
      response.end(
        '<DeleteResult><Error><Key>a.tmp</Key><Code>AccessDenied</Code><Message>Locked.</Message></Error></DeleteResult>',
      );
    }
  };
  const error = await failure(perform(store, 'cleanup', { patterns: ['*'], olderThanHours: 0 }, context()));
  expect(error.toFailure()).toEqual({
    code: 'FORBIDDEN',
    message: '1 of 3 files were not deleted; the first: AccessDenied: Locked.',
  });
  expect(requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
});

test('Paging stops when the attempt is over.', async () => {
  const over = new AbortController();
  answer = (_request, response) => {
    if (requests.length === 3) over.abort();
    response.end(page(['a.tmp'], `page${requests.length}`));
  };
  const attempt = runContext({ secrets, overrides: { signal: over.signal } });
  const error = await failure(perform(store, 'cleanup', { patterns: ['*'], olderThanHours: 0 }, attempt));
  expect(error.code).toBe('TIMEOUT');
  expect(requests).toHaveLength(3);
});

test('A download that stalls in the middle ends with the attempt.', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
  };
  const attempt = runContext({ secrets, timeout: 200 });
  expect((await failure(perform(store, 'download', { fileName: 'a' }, attempt))).code).toBe('TIMEOUT');
});

test('A download that breaks in the middle is CONNECTION_ERROR.', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => response.destroy());
  };
  const error = await failure(perform(store, 'download', { fileName: 'a' }, context()));
  expect(error.code).toBe('CONNECTION_ERROR');
});

describe('a signed URL', () => {
  const shown = (): S3Storage => ({
    ...store,
    bucket: 'b1',
    credentials: { accessKeyId: 'AKIASHOWN', secretAccessKey: '$Secret{KEY}' },
  });

  test('Comes in the place of a download of unknown length over 45 KB.', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      response.end(Buffer.alloc(45 * 1024 + 1));
    };
    const result = await perform(shown(), 'download', { fileName: 'a' }, context());
    expect(result).toMatchObject({ url: expect.stringContaining('AKIASHOWN') });
    expect(result).not.toHaveProperty('buffer');
  });

  test('Is not given where a secret stands in it, for a result would lose it.', async () => {
    for (const kept of [{ bucket: '$Secret{BUCKET}' }, { credentials: store.credentials }]) {
      const resource = { ...shown(), ...kept } as S3Storage;
      const attempt = runContext({ secrets: { ...secrets, BUCKET: 'secret-bucket' } });
      const error = await failure(perform(resource, 'getSignedUrl', { fileName: 'a' }, attempt));
      expect(error.code).toBe('VALIDATION_ERROR');
      expect(error.message).not.toMatch(/AKIAOTHER|secret-bucket/);
    }
  });
});

test('A file of 5 GB is not read to be downloaded.', async () => {
  let sent = 0;
  let closed = false;
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': 5 * 1024 ** 3 });
    response.on('close', () => {
      closed = true;
    });
    const more = () => {
      do sent += 65_536;
      while (!closed && response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', more);
    more();
  };
  const literal = { accessKeyId: 'AKIASHOWN', secretAccessKey: '$Secret{KEY}' };
  const resource = { ...store, bucket: 'b1', credentials: literal };
  const result = await perform(resource, 'download', { fileName: 'a' }, context());
  expect(result).toMatchObject({ size: 5 * 1024 ** 3, url: expect.any(String) });
  await until('the connection to be closed', () => closed);
  expect(sent).toBeLessThan(64 * 1024 ** 2);
});

test('A resource of another provider is VALIDATION_ERROR.', async () => {
  const resource = { provider: 'lambda', functionArn: 'arn' } as const;
  const target = { resource: 'x', operation: 'stats' };
  expect((await failure(run({ resource, target, input: {} }, context()))).code).toBe('VALIDATION_ERROR');
});
