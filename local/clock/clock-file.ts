import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { brokenFile } from '../data-directory.ts';

const Saved = z.object({ offset: z.int(), last: z.int() });

/** What a data directory remembers of its time. */
export type SavedTime = z.output<typeof Saved>;

/** Remembers, in a data directory, the last moment that its jobs have seen, so that its time never goes back. */
export class ClockFile {
  readonly #path: string;

  constructor(directory: string) {
    this.#path = join(directory, 'clock.json');
  }

  /**
   * By how much the clock was ahead of the machine's, ms, and what it said last, Unix ms; undefined for a directory that has
   * seen no time yet. @throws Error naming the file
   */
  read(): SavedTime | undefined {
    try {
      return Saved.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw brokenFile(this.#path, cause);
    }
  }

  /** Writes that it is now, by a clock that is so far ahead; a crash leaves the old or the new. */
  write(offset: number): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify({ offset, last: Date.now() + offset }));
    renameSync(`${this.#path}.new`, this.#path);
  }
}
