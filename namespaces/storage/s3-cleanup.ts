import { DeleteObjectsCommand, type _Error as S3Failure } from '@aws-sdk/client-s3';
import { Minimatch } from 'minimatch';
import type { StorageOperations } from '../../contract/dispatch.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { awsRunError } from '../shared/aws-error.ts';
import type { Bucket } from './s3-bucket.ts';
import { type FileEntry, pages } from './s3-listing.ts';

/** Most objects that one DeleteObjects call takes (AWS: API reference). */
const BATCH = 1000;

const HOUR_MS = 3_600_000;

/**
 * Deletes files last changed more than `olderThanHours` before the run was due whose base name matches a pattern.
 * Names that begin with a dot match like others. What cannot be deleted does not keep the rest;
 * the run then fails with the first reason. `{deleted, scanned, bytes}`.
 */
export async function cleanup(bucket: Bucket, input: StorageOperations['cleanup']) {
  const before = bucket.occurrence - input.olderThanHours * HOUR_MS;
  const matches = matcher(input.patterns);
  const removal = new Removal(bucket);
  let scanned = 0;
  for await (const files of pages(bucket, input.prefix ?? '')) {
    scanned += files.length;
    await removal.add(files.filter((file) => file.lastModified < before && matches(file.fileName)));
  }
  const { deleted, bytes } = await removal.finish();
  return { deleted, scanned, bytes };
}

/** Tells whether a file's base name matches any of the globs. */
function matcher(patterns: string[]): (fileName: string) => boolean {
  const options = {
    dot: true,
    nonegate: true,
    nocomment: true,
    braceExpandMax: 1000,
    platform: 'linux',
  } as const;
  const globs = patterns.map((pattern) => new Minimatch(pattern, options));
  return (fileName) => {
    const base = fileName.slice(fileName.lastIndexOf('/') + 1);
    return base !== '' && globs.some((glob) => glob.match(base));
  };
}

/** Deletes in full batches what is added, and the rest at the end. */
class Removal {
  #bucket: Bucket;
  #waiting: FileEntry[] = [];
  #failures: S3Failure[] = [];
  #deleted = 0;
  #bytes = 0;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async add(files: FileEntry[]): Promise<void> {
    this.#waiting.push(...files);
    while (this.#waiting.length >= BATCH) await this.#flush();
  }

  /** @throws RunError with the first reason when some could not be deleted */
  async finish(): Promise<{ deleted: number; bytes: number }> {
    if (this.#waiting.length > 0) await this.#flush();
    const [first] = this.#failures;
    if (first) {
      const { code, message } = awsRunError({ name: first.Code, message: first.Message });
      const kept = `${this.#failures.length} of ${this.#failures.length + this.#deleted} files were not deleted`;
      throw new RunError(code, `${kept}; the first: ${message}`);
    }
    return { deleted: this.#deleted, bytes: this.#bytes };
  }

  async #flush(): Promise<void> {
    const files = this.#waiting.splice(0, BATCH);
    const { client, name, prefix, abort } = this.#bucket;
    const Objects = files.map(({ fileName }) => ({ Key: prefix + fileName }));
    const answer = await client.send(
      new DeleteObjectsCommand({ Bucket: name, Delete: { Objects, Quiet: true } }),
      abort,
    );
    const failures = answer.Errors ?? [];
    const kept = new Set(failures.map((failure) => failure.Key));
    const gone = files.filter(({ fileName }) => !kept.has(prefix + fileName));
    this.#failures.push(...failures);
    this.#deleted += gone.length;
    this.#bytes += gone.reduce((sum, file) => sum + file.size, 0);
  }
}
