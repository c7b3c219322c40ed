import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { brokenFile } from '../data-directory.ts';

const Saved = z.object({
  stream: z.string(),
  after: z.string().nullable(),
  window: z.object({ start: z.int(), state: z.unknown() }).optional(),
});

/** How far a function is with a shard. */
export interface Checkpoint {
  /** The sequence number of the last record that is done; null before the first. */
  after: string | null;
  /** The tumbling window that is open: its beginning, Unix ms, and what the function last answered as its state. */
  window?: { start: number; state?: unknown };
}

/** Remembers in a directory how far a function is with a shard of a stream; a crash leaves the old or the new. */
export class CheckpointFile {
  readonly #path: string;
  readonly #stream: string;

  constructor(directory: string, mapping: string, stream: string, shard: string) {
    mkdirSync(directory, { recursive: true });
    this.#path = join(directory, `${mapping}.${shard}.json`);
    this.#stream = stream;
  }

  /** Undefined for a stream that was not read yet. @throws Error naming the file */
  read(): Checkpoint | undefined {
    try {
      const { stream, after, window } = Saved.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
      return stream === this.#stream ? { after, ...(window && { window }) } : undefined;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw brokenFile(this.#path, cause);
    }
  }

  write(checkpoint: Checkpoint): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify({ stream: this.#stream, ...checkpoint }));
    renameSync(`${this.#path}.new`, this.#path);
  }
}
