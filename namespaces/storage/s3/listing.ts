import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  paginateListObjectsV2,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import { Limits } from '../../../contract/limits.ts';
import { defined } from '../../../contract/plain-data.ts';
import { type Bucket, keyOf } from './bucket.ts';

/** A file as listings show it; `lastModified` in Unix ms. */
export interface FileEntry {
  fileName: string;
  size: number;
  lastModified: number;
}

/** A part of a listing, at most 1000 files, and the token of the part after it. */
export interface Page {
  files: FileEntry[];
  next: string | undefined;
}

/** What of a result is left for files: the token is of a length that only S3 knows. */
const FILES_BYTES = Limits.resultBytes - 8 * 1024;

/**
 * One page of files in the order of their names, 100 unless told: `{files, continuationToken?}`. A page is shorter
 * where its names are so long that a result could not hold them; the token continues from where it ends. Changes nothing.
 */
export async function listFiles(bucket: Bucket, input: StorageOperations['listFiles']) {
  let page = await listPage(bucket, input, input.limit ?? 100);
  for (let fit = fitting(page); fit < page.files.length; fit = fitting(page)) {
    page = await listPage(bucket, input, fit);
  }
  return { files: page.files, ...(page.next && { continuationToken: page.next }) };
}

async function listPage(bucket: Bucket, input: StorageOperations['listFiles'], limit: number): Promise<Page> {
  const { prefix = '', continuationToken } = input;
  const query = new ListObjectsV2Command({
    Bucket: bucket.name,
    Prefix: keyOf(bucket, prefix),
    MaxKeys: limit,
    ContinuationToken: continuationToken,
  });
  return pageOf(bucket, await bucket.client.send(query, bucket.abort));
}

/** How many of a page's files a result can hold; a single one always fits. */
function fitting({ files }: Page): number {
  let bytes = 0;
  const over = files.findIndex((file) => {
    bytes += Buffer.byteLength(JSON.stringify(file)) + 1;
    return bytes > FILES_BYTES;
  });
  return over < 0 ? files.length : over;
}

/** All files whose names begin with `prefix`, a page at a time, from the page of `token` on. */
export async function* pages(bucket: Bucket, prefix: string, token?: string): AsyncGenerator<Page> {
  const query = { Bucket: bucket.name, Prefix: keyOf(bucket, prefix) };
  const from = { client: bucket.client, ...defined({ startingToken: token }) };
  for await (const page of paginateListObjectsV2(from, query, bucket.abort)) yield pageOf(bucket, page);
}

function pageOf(bucket: Bucket, answer: ListObjectsV2CommandOutput): Page {
  return {
    files: entries(bucket, answer.Contents),
    next: answer.IsTruncated ? answer.NextContinuationToken : undefined,
  };
}

/**
 * The entries of a listing, without the marker that a console leaves for the folder itself, which is not a file. What
 * is outside the folder is left out too: a store may read a token of another listing without the prefix beside it.
 */
function entries({ folder }: Bucket, objects: S3Object[] = []): FileEntry[] {
  return objects
    .filter(({ Key = '' }) => Key.startsWith(folder))
    .map(({ Key = '', Size = 0, LastModified }) => ({
      fileName: Key.slice(folder.length),
      size: Size,
      lastModified: LastModified?.getTime() ?? 0,
    }))
    .filter(({ fileName }) => fileName !== '');
}
