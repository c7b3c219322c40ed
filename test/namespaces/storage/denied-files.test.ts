import type { S3Storage } from '../../../contract/resources/storage.ts';
import { type HttpServer, startHttpServer } from '../../http-server.ts';
import { useEndpoint } from '../shared/aws-stand-in.ts';
import { failure } from '../shared/run-failure.ts';
import { perform } from './bucket.ts';

describe('a file that S3 denies, below a prefix', () => {
  let service: HttpServer;
  let listing: string | undefined;
  beforeAll(async () => {
    service = await startHttpServer((request, response) => {
      const isListing = request.url?.includes('list-type=2');
      if (!isListing || listing === undefined) {
        response
          .writeHead(403)
          .end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
      } else response.end(`<ListBucketResult>${listing}</ListBucketResult>`);
    });
    useEndpoint(service.endpoint);
  });
  afterAll(() => service.close());

  const storage = (): S3Storage => ({
    provider: 's3',
    bucket: 'files',
    prefix: 'shop',
    endpoint: service.endpoint,
    forcePathStyle: true,
  });
  const read = [
    ['download', { fileName: 'a.txt' }],
    ['copy', { from: 'a.txt', to: 'b.txt' }],
  ] as const;

  test.each(read)(
    'is NOT_FOUND for %s where the folder does not list it, nor one that begins like it',
    async (op, input) => {
      for (const listed of ['', '<Contents><Key>shop/a.txt.old</Key></Contents>']) {
        listing = listed;
        const error = await failure(perform(storage(), op, input));
        expect([error.code, error.message]).toEqual(['NOT_FOUND', 'There is no file a.txt.']);
      }
    },
  );

  test.each(read)('is FORBIDDEN for %s where the folder lists it, or cannot be listed', async (op, input) => {
    for (const listed of ['<Contents><Key>shop/a.txt</Key></Contents>', undefined]) {
      listing = listed;
      expect((await failure(perform(storage(), op, input))).code).toBe('FORBIDDEN');
    }
  });

  test('is FORBIDDEN where the storage is a whole bucket, which its role may list', async () => {
    listing = '';
    const { prefix: _none, ...whole } = storage();
    expect((await failure(perform(whole, 'download', { fileName: 'a.txt' }))).code).toBe('FORBIDDEN');
  });
});
