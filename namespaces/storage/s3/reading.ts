import { ListObjectsV2Command, S3ServiceException } from '@aws-sdk/client-s3';
import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { type Bucket, keyOf } from './bucket.ts';

/**
 * What reading a file gives. S3 denies a file that is not there to a role that may not list the whole bucket, as those of
 * storages with a prefix may not ("Permissions" of GetObject in its API reference): the folder, which it may list, then says
 * whether there is one.
 * @throws RunError `NOT_FOUND` where there is none
 */
export async function reading<T>(bucket: Bucket, fileName: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const denied = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403;
    if (!denied || bucket.folder === '' || (await isListed(bucket, fileName))) throw error;
    throw new RunError(ErrorCode.NotFound, `There is no file ${fileName}.`, { cause: error });
  }
}

/** Whether the file is there; a folder that cannot be listed says nothing against it. */
async function isListed(bucket: Bucket, fileName: string): Promise<boolean> {
  const key = keyOf(bucket, fileName);
  const query = new ListObjectsV2Command({ Bucket: bucket.name, Prefix: key, MaxKeys: 1 });
  const listed = await bucket.client.send(query, bucket.abort).catch(() => undefined);
  return listed === undefined || listed.Contents?.[0]?.Key === key;
}
