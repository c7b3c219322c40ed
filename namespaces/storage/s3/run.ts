import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import mime from 'mime';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import type { S3Storage } from '../../../contract/resources/storage.ts';
import { Deferral } from '../../../core/errors/run-error.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { roomBelow } from '../file-name.ts';
import type { ObjectStore } from '../operations.ts';
import { type Bucket, keyOf, openBucket } from './bucket.ts';
import { cleanup } from './cleanup.ts';
import { copy } from './copy.ts';
import { download } from './download.ts';
import { listFiles } from './listing.ts';
import { getSignedUrl } from './signed-url.ts';
import { stats } from './stats.ts';

/** The operations on the bucket of `storage`; every key is the storage's prefix and the file's name. */
export async function openS3(storage: S3Storage, context: RunContext): Promise<ObjectStore> {
  const bucket = await openBucket(storage, context);
  const on =
    <Input>(operation: (bucket: Bucket, input: Input) => Promise<unknown>) =>
    (input: Input) =>
      operation(bucket, input).catch((error) => {
        throw error instanceof Deferral ? error : awsRunError(error);
      });
  return {
    room: roomBelow(bucket.folder),
    operations: {
      upload: on(upload),
      download: on(download),
      remove: on(remove),
      copy: on(copy),
      listFiles: on(listFiles),
      getSignedUrl: on(getSignedUrl),
      stats: on(stats),
      cleanup: on(cleanup),
    },
  };
}

/**
 * Writes a file, over one of that name; `{fileName, size, contentType}` with the type of the extension unless told.
 * Done twice it is the same file: one effect.
 */
async function upload(bucket: Bucket, { fileName, buffer, mimeType }: StorageOperations['upload']) {
  const body = typeof buffer === 'string' ? Buffer.from(buffer, 'base64') : Buffer.from(buffer.text);
  const contentType = mimeType ?? contentTypeOf(fileName);
  await bucket.client.send(
    new PutObjectCommand({
      Bucket: bucket.name,
      Key: keyOf(bucket, fileName),
      Body: body,
      ContentLength: body.length,
      ContentType: contentType,
    }),
    bucket.abort,
  );
  return { fileName, size: body.length, contentType };
}

/** The type that goes with the extension. */
function contentTypeOf(fileName: string): string {
  // A path without an extension is not a type; a lone word such as `csv` would be taken for one.
  return mime.getType(`/${fileName}`) ?? 'application/octet-stream';
}

/** Deletes a file, or finds it gone already: one effect, however often; `{fileName}`. */
async function remove(bucket: Bucket, { fileName }: StorageOperations['remove']) {
  await bucket.client.send(
    new DeleteObjectCommand({ Bucket: bucket.name, Key: keyOf(bucket, fileName) }),
    bucket.abort,
  );
  return { fileName };
}
