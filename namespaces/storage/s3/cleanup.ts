import { z } from 'zod';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import { HOUR } from '../../../core/time/units.ts';
import { WorkSlices } from '../../shared/work-slices.ts';
import { globMatcher } from '../glob.ts';
import { forget, isLate, notesOf, putAside } from '../notes.ts';
import type { Bucket } from './bucket.ts';
import { pages } from './listing.ts';
import { keptError, Removal, removed } from './removal.ts';

const notes = z.object({ token: z.string(), scanned: z.number(), removed });

/**
 * Deletes files last changed more than `olderThanHours` before the run was due whose base name matches a pattern.
 * Names that begin with a dot match like others. What cannot be deleted does not keep the rest;
 * the run then fails with the first reason. `{deleted, scanned, bytes}`, which are those of the last attempt where one
 * has failed. When half of the attempt's time is over the run is put aside, to go on with the next page. Done twice it
 * finds less to do: one effect.
 */
export async function cleanup(bucket: Bucket, input: StorageOperations['cleanup']) {
  const before = bucket.occurrence - input.olderThanHours * HOUR;
  const matches = matcher(input.patterns);
  const noted = await notesOf(bucket, notes);
  const removal = new Removal(bucket, noted?.removed);
  const slices = new WorkSlices(bucket.abort.abortSignal);
  let scanned = noted?.scanned ?? 0;
  for await (const { files, next } of pages(bucket, input.prefix ?? '', noted?.token)) {
    scanned += files.length;
    const old = files.filter((file) => file.lastModified < before);
    for (const file of old) {
      await slices.next();
      if (matches(file.fileName)) await removal.add([file]);
    }
    if (next && isLate(bucket)) {
      await putAside(bucket, { token: next, scanned, removed: await removal.flush() });
    }
  }
  const done = await removal.flush();
  const error = keptError(done);
  if (error) {
    await forget(bucket);
    throw error;
  }
  return { deleted: done.deleted, scanned, bytes: done.bytes };
}

/** Tells whether a file's base name matches any of the globs. */
function matcher(patterns: string[]): (fileName: string) => boolean {
  const globs = patterns.map(globMatcher);
  return (fileName) => {
    const base = fileName.slice(fileName.lastIndexOf('/') + 1);
    return base !== '' && globs.some((matches) => matches(base));
  };
}
