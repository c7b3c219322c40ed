import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { Deferral } from '../../core/errors/run-error.ts';
import type { Bucket } from './s3/bucket.ts';

/** What a run that was put aside had done, or undefined for one that begins, or whose storage is another one now. */
export async function notesOf<Done>(bucket: Bucket, schema: z.ZodType<Done>): Promise<Done | undefined> {
  const noted = await bucket.progress.get();
  if (noted?.['place'] !== placeOf(bucket)) return undefined;
  const read = schema.safeParse(noted['done']);
  return read.success ? read.data : undefined;
}

/** Notes what is done and leaves the executor, to go on from there at once. @throws Deferral always */
export async function putAside(bucket: Bucket, done: Record<string, unknown>): Promise<never> {
  await bucket.progress.set({ place: placeOf(bucket), done });
  throw new Deferral(Date.now());
}

/** Forgets what was noted, so that another attempt begins anew. */
export async function forget(bucket: Bucket): Promise<void> {
  if (await bucket.progress.get()) await bucket.progress.set({});
}

/** Whether half of the attempt's time is over. */
export function isLate({ leaveAt }: Bucket): boolean {
  return Date.now() >= leaveAt;
}

/** Bucket and folder may be secrets, which are not noted. */
const placeOf = ({ name, folder }: Bucket) => createHash('sha256').update(`${name}/${folder}`).digest('hex');
