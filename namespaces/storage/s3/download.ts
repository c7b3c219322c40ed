import { addAbortSignal, Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import { Limits } from '../../../contract/limits.ts';
import { defined } from '../../../contract/plain-data.ts';
import { type Bucket, keyOf } from './bucket.ts';
import { reading } from './reading.ts';
import { getSignedUrl } from './signed-url.ts';

/** What of a result is left for the content, which is a third longer in base64. */
const CONTENT_BYTES = (Limits.resultBytes / 4 - 1024) * 3;

/**
 * Reads a file: `{fileName, size, contentType, etag, buffer}` with `buffer` in base64.
 * Of a file over 45 KB no more is read, and `buffer` is left out; in its place are `url`, which lets its holder read the
 * file for an hour, and `expiresAt`, Unix ms. Changes nothing.
 */
export async function download(bucket: Bucket, { fileName }: StorageOperations['download']) {
  const command = new GetObjectCommand({ Bucket: bucket.name, Key: keyOf(bucket, fileName) });
  const { Body, ContentLength, ContentType, ETag } = await reading(
    bucket,
    fileName,
    bucket.client.send(command, bucket.abort),
  );
  if (!(Body instanceof Readable)) throw new TypeError('S3 answered without a stream.');
  const about = { contentType: ContentType ?? 'application/octet-stream', ...(ETag && { etag: ETag }) };
  const tooLarge = ContentLength !== undefined && ContentLength > CONTENT_BYTES;
  const content = tooLarge ? undefined : await readSmall(addAbortSignal(bucket.abort.abortSignal, Body));
  if (content) return { fileName, size: content.length, ...about, buffer: content.toString('base64') };
  Body.destroy();
  const { url, expiresAt } = await getSignedUrl(bucket, { fileName });
  return { fileName, ...defined({ size: ContentLength }), ...about, url, expiresAt };
}

/** All that comes, or nothing when it is more than a result carries; not every store says the length first. */
async function readSmall(body: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > CONTENT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
