import { CopyObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import { type Bucket, keyOf } from './bucket.ts';
import { copyInParts, endsOf } from './parts.ts';
import { reading } from './reading.ts';

const GB = 1024 ** 3;

/** S3 copies at most 5 GB in one request (API reference, CopyObject); larger files go in parts of at least 256 MB. */
const SIZES = { largestAtOnce: 5 * GB, partBytes: GB / 4 };

/**
 * Copies a file of up to 10 TB within the store, with its type and metadata; `{from, to}`. One over 5 GB is copied in
 * parts, without its tags; when half of the attempt's time is over the run is put aside, to go on with the next parts.
 * Done twice it is the same file: one effect.
 */
export async function copy(bucket: Bucket, { from, to }: StorageOperations['copy'], sizes = SIZES) {
  const ask = new HeadObjectCommand({ Bucket: bucket.name, Key: keyOf(bucket, from) });
  const head = await reading(bucket, from, bucket.client.send(ask, bucket.abort));
  const copying = { bucket, from, to, head };
  if ((head.ContentLength ?? 0) > sizes.largestAtOnce) {
    await copyInParts(copying, sizes.partBytes);
  } else {
    const { target, source } = endsOf(copying);
    await bucket.client.send(new CopyObjectCommand({ ...target, CopySource: source }), bucket.abort);
  }
  return { from, to };
}
