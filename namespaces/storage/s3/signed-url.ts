import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl as presign } from '@aws-sdk/s3-request-presigner';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { type Bucket, keyOf } from './bucket.ts';

/**
 * A URL that lets its holder read or write one file: `{fileName, action, url, expiresAt}` with `expiresAt` in Unix ms.
 * A caller that can read the run's result holds it, so it should not live longer than needed: an hour unless told. Signed by a
 * role, it ends with the role's session (AWS: "Sharing objects with presigned URLs"), an hour after it began, which
 * `expiresAt` tells. Changes nothing.
 * @throws RunError `VALIDATION_ERROR` where a secret stands in it, such as an access key's id: no result may hold one
 */
export async function getSignedUrl(bucket: Bucket, input: StorageOperations['getSignedUrl']) {
  const { fileName, expiresIn = 3600, action = 'read' } = input;
  const object = { Bucket: bucket.name, Key: keyOf(bucket, fileName) };
  const command = action === 'read' ? new GetObjectCommand(object) : new PutObjectCommand(object);
  const signingDate = new Date();
  const { client, until } = await bucket.lasting(expiresIn * 1000);
  const url = await presign(client, command, { expiresIn, signingDate });
  if (bucket.redactor.hide(url) !== url) throw new RunError(ErrorCode.Validation, UNSHOWABLE);
  return { fileName, action, url, expiresAt: Math.min(signingDate.getTime() + expiresIn * 1000, until) };
}

const UNSHOWABLE =
  'a signed URL names the bucket, the region and the access key id, and one of them is a secret that no result may ' +
  'hold; write it into the config itself';
