import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { type Bucket, keyOf } from './bucket.ts';

/** A copy to be made, of the source as `head` describes it. */
export interface Copying {
  bucket: Bucket;
  from: string;
  to: string;
  head: HeadObjectCommandOutput;
}

/** What is copied and where to, as copy commands name it. */
export function endsOf({ bucket, from, to }: Copying) {
  // The header is not encoded by the SDK, and S3 decodes it.
  const source = `${bucket.name}/${keyOf(bucket, from)}`.split('/').map(encodeURIComponent).join('/');
  return { target: { Bucket: bucket.name, Key: keyOf(bucket, to) }, source };
}
