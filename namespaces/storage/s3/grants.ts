import type { S3Storage } from '../../../contract/resources/storage.ts';
import { type Grants, keyGrants } from '../../shared/resource-grant.ts';

/**
 * Files below the prefix, which is a folder: `shop` and `shop/` mean the same. None for a store with its own endpoint
 * or credentials, to which a role means nothing.
 */
export const grants: Grants<S3Storage> = (storage, partition) => {
  if (storage.endpoint !== undefined || storage.credentials !== undefined) return [];
  const prefix = (storage.prefix ?? '').replace(/\/+$/, '');
  const bucket = `arn:${partition}:s3:::${storage.bucket}`;
  return [
    {
      purpose: 'ReadAndWriteObjects',
      actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resources: [prefix ? `${bucket}/${prefix}/*` : `${bucket}/*`],
      wildcard: 'Jobs name the files when they run; bucket and prefix are exact.',
    },
    {
      purpose: 'ListObjects',
      actions: ['s3:ListBucket'],
      resources: [bucket],
      ...(prefix && { conditions: { StringLike: { 's3:prefix': [`${prefix}/*`, `${prefix}/`] } } }),
    },
    ...keyGrants('s3', [storage.kmsKeyArn]),
  ];
};
