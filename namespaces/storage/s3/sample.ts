import type { S3Storage } from '../../../contract/resources/storage.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `s3` and a run of it. */
export const sample: SampleAt<S3Storage> = ({ host, port }) => ({
  resource: {
    provider: 's3',
    bucket: 'files',
    endpoint: `http://${host}:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'shop', secretAccessKey: '$Secret{PASSWORD}' },
  },
  target: { operation: 'remove' },
  input: { fileName: 'a.txt' },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});
