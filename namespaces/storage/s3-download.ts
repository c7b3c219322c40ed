import { addAbortSignal, Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../contract/dispatch.ts';
import type { Bucket } from './s3-bucket.ts';
import { getSignedUrl } from './s3-signed-url.ts';

/** The largest file a run's result carries, bytes; a job's row could not hold much more. */
const RESULT_BYTES = 48 * 1024;

/**
 * Reads a file: `{fileName, size, contentType, buffer}` with `buffer` in base64.
 * A file over 48 KB is not read; in place of `buffer` are `url`, signed for an hour, and `expiresAt`, Unix ms.
 */
export async function download(bucket: Bucket, { fileName }: StorageOperations['download']) {
  const command = new GetObjectCommand({ Bucket: bucket.name, Key: bucket.prefix + fileName });
  const { Body, ContentLength, ContentType } = await bucket.client.send(command, bucket.abort);
  if (!(Body instanceof Readable)) throw new TypeError('S3 answered without a stream.');
  const contentType = ContentType ?? 'application/octet-stream';
  const size = ContentLength ?? 0;
  if (size > RESULT_BYTES) {
    Body.destroy();
    const { url, expiresAt } = await getSignedUrl(bucket, { fileName });
    return { fileName, size, contentType, url, expiresAt };
  }
  const buffer = Buffer.concat(await addAbortSignal(bucket.abort.abortSignal, Body).toArray());
  return { fileName, size: buffer.length, contentType, buffer: buffer.toString('base64') };
}
