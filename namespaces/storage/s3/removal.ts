import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { RunError } from '../../../core/errors/run-error.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { type Bucket, keyOf } from './bucket.ts';
import type { FileEntry } from './listing.ts';

/** Most objects that one DeleteObjects call takes (AWS: API reference). */
const BATCH = 1000;

/** What was deleted, what was kept against our will, and why the first of those. */
export const removed = z.object({
  deleted: z.number(),
  bytes: z.number(),
  kept: z.number(),
  reason: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Removed = z.infer<typeof removed>;

/** Deletes in full batches what is added, and the rest when told. */
export class Removal {
  readonly #bucket: Bucket;
  #waiting: FileEntry[] = [];
  #done: Removed;

  constructor(bucket: Bucket, done: Removed = { deleted: 0, bytes: 0, kept: 0 }) {
    this.#bucket = bucket;
    this.#done = done;
  }

  async add(files: FileEntry[]): Promise<void> {
    this.#waiting.push(...files);
    while (this.#waiting.length >= BATCH) await this.#deleteBatch();
  }

  /** Deletes what waits; tells of all that was added. */
  async flush(): Promise<Removed> {
    if (this.#waiting.length > 0) await this.#deleteBatch();
    return this.#done;
  }

  async #deleteBatch(): Promise<void> {
    const files = this.#waiting.splice(0, BATCH);
    const { client, name, abort } = this.#bucket;
    const Objects = files.map(({ fileName }) => ({ Key: keyOf(this.#bucket, fileName) }));
    const answer = await client.send(
      new DeleteObjectsCommand({ Bucket: name, Delete: { Objects, Quiet: true } }),
      abort,
    );
    const failures = answer.Errors ?? [];
    const kept = new Set(failures.map((failure) => failure.Key));
    const gone = files.filter(({ fileName }) => !kept.has(keyOf(this.#bucket, fileName)));
    const [first] = failures;
    const reason =
      this.#done.reason ?? (first && awsRunError({ name: first.Code, message: first.Message }).toFailure());
    this.#done = {
      deleted: this.#done.deleted + gone.length,
      bytes: this.#done.bytes + gone.reduce((sum, file) => sum + file.size, 0),
      kept: this.#done.kept + failures.length,
      ...(reason && { reason }),
    };
  }
}

/** What fails a run that could not delete everything, if it could not. */
export function keptError({ deleted, kept, reason }: Removed): RunError | undefined {
  if (!reason) return undefined;
  const message = `${kept} of ${kept + deleted} files were not deleted; the first: ${reason.message}`;
  return new RunError(reason.code, message);
}
