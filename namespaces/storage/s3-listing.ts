import { ListObjectsV2Command, paginateListObjectsV2, type _Object as S3Object } from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../contract/dispatch.ts';
import type { Bucket } from './s3-bucket.ts';

/** A file as listings show it; `lastModified` in Unix ms. */
export interface FileEntry {
  fileName: string;
  size: number;
  lastModified: number;
}

/** One page of files in the order of their names, 100 unless told: `{files, continuationToken?}`. */
export async function listFiles(bucket: Bucket, input: StorageOperations['listFiles']) {
  const { prefix = '', limit = 100, continuationToken } = input;
  const page = await bucket.client.send(
    new ListObjectsV2Command({
      Bucket: bucket.name,
      Prefix: bucket.prefix + prefix,
      MaxKeys: limit,
      ContinuationToken: continuationToken,
    }),
    bucket.abort,
  );
  const next = page.IsTruncated ? page.NextContinuationToken : undefined;
  return { files: entries(bucket, page.Contents), ...(next && { continuationToken: next }) };
}

/** Counts all files: `{count, bytes, newest?}` with the newest file's entry. */
export async function stats(bucket: Bucket, { prefix = '' }: StorageOperations['stats']) {
  let count = 0;
  let bytes = 0;
  let newest: FileEntry | undefined;
  for await (const files of pages(bucket, prefix)) {
    for (const file of files) {
      count += 1;
      bytes += file.size;
      if (!newest || file.lastModified > newest.lastModified) newest = file;
    }
  }
  return { count, bytes, ...(newest && { newest }) };
}

/** All files whose names begin with `prefix`, a page of at most 1000 at a time. */
export async function* pages(bucket: Bucket, prefix: string): AsyncGenerator<FileEntry[]> {
  const query = { Bucket: bucket.name, Prefix: bucket.prefix + prefix };
  for await (const page of paginateListObjectsV2({ client: bucket.client }, query, bucket.abort)) {
    yield entries(bucket, page.Contents);
  }
}

/** The entries of a listing without the marker that a console leaves for the prefix itself, which is no file. */
function entries(bucket: Bucket, objects: S3Object[] = []): FileEntry[] {
  return objects
    .map(({ Key = '', Size = 0, LastModified }) => ({
      fileName: Key.slice(bucket.prefix.length),
      size: Size,
      lastModified: LastModified?.getTime() ?? 0,
    }))
    .filter(({ fileName }) => fileName !== '');
}
