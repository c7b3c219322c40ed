import { addAbortSignal, Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../contract/dispatch.ts';
import type { Bucket } from './s3-bucket.ts';
import { getSignedUrl } from './s3-signed-url.ts';

/** The largest file a run's result carries, bytes; a job's row could not hold much more. */
const RESULT_BYTES = 48 * 1024;

/**
 * Reads a file: `{fileName, size, contentType, buffer}` with `buffer` in base64.
 * Of a file over 48 KB `buffer` is left out; in its place are `url`, signed for an hour, and `expiresAt`, Unix ms.
 */
export async function download(bucket: Bucket, { fileName }: StorageOperations['download']) {
  const command = new GetObjectCommand({ Bucket: bucket.name, Key: bucket.prefix + fileName });
  const { Body, ContentLength, ContentType } = await bucket.client.send(command, bucket.abort);
  if (!(Body instanceof Readable)) throw new TypeError('S3 answered without a stream.');
  const contentType = ContentType ?? 'application/octet-stream';
  const tooLarge = ContentLength !== undefined && ContentLength > RESULT_BYTES;
  const content = tooLarge ? undefined : await readSmall(addAbortSignal(bucket.abort.abortSignal, Body));
  if (content) return { fileName, size: content.length, contentType, buffer: content.toString('base64') };
  Body.destroy();
  const { url, expiresAt } = await getSignedUrl(bucket, { fileName });
  return {
    fileName,
    ...(ContentLength !== undefined && { size: ContentLength }),
    contentType,
    url,
    expiresAt,
  };
}

/** All that comes, or nothing when it is more than a result carries; not every store says the length first. */
async function readSmall(body: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > RESULT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
