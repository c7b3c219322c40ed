import { z } from 'zod';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import { isLate, notesOf, putAside } from '../notes.ts';
import type { Bucket } from './bucket.ts';
import { pages } from './listing.ts';

const entry = z.object({ fileName: z.string(), size: z.number(), lastModified: z.number() });
const tally = z.object({ count: z.number(), bytes: z.number(), newest: entry.optional() });
const notes = z.object({ token: z.string(), tally });

/**
 * Counts all files, however many: `{count, bytes, newest?}` with the newest file's entry. When half of the attempt's
 * time is over the run is put aside, to go on with the next page. Changes nothing.
 */
export async function stats(bucket: Bucket, { prefix = '' }: StorageOperations['stats']) {
  const noted = await notesOf(bucket, notes);
  let { count, bytes, newest } = noted?.tally ?? { count: 0, bytes: 0 };
  for await (const { files, next } of pages(bucket, prefix, noted?.token)) {
    for (const file of files) {
      count += 1;
      bytes += file.size;
      if (!newest || file.lastModified > newest.lastModified) newest = file;
    }
    if (next && isLate(bucket)) await putAside(bucket, { token: next, tally: { count, bytes, newest } });
  }
  return { count, bytes, ...(newest && { newest }) };
}
