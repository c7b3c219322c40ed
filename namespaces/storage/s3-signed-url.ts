import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl as presign } from '@aws-sdk/s3-request-presigner';
import type { StorageOperations } from '../../contract/dispatch.ts';
import type { Bucket } from './s3-bucket.ts';

/** A URL that lets its holder read or write one file: `{fileName, action, url, expiresAt}` with `expiresAt` in Unix ms. */
export async function getSignedUrl(bucket: Bucket, input: StorageOperations['getSignedUrl']) {
  const { fileName, expiresIn = 3600, action = 'read' } = input;
  const object = { Bucket: bucket.name, Key: bucket.prefix + fileName };
  const command = action === 'read' ? new GetObjectCommand(object) : new PutObjectCommand(object);
  const signingDate = new Date();
  // Signed by a role, it ends with the role's session if that is sooner (AWS: "Sharing objects with presigned URLs").
  const url = await presign(bucket.client, command, { expiresIn, signingDate });
  return { fileName, action, url, expiresAt: signingDate.getTime() + expiresIn * 1000 };
}
