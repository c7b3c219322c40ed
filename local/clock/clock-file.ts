import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { brokenFile } from '../broken-file.ts';

const Saved = z.object({ offset: z.int() });

/** What a data directory remembers of its clock, so that its time never goes back. */
export class ClockFile {
  readonly #path: string;

  constructor(directory: string) {
    this.#path = join(directory, 'clock.json');
  }

  /** By how much the clock was ahead of the machine's, ms; undefined for a directory in the machine's time. @throws Error naming the file */
  read(): number | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return undefined;
    }
    try {
      return Saved.parse(JSON.parse(text)).offset;
    } catch (cause) {
      throw brokenFile(this.#path, cause);
    }
  }

  /** Writes it so that a crash leaves the old or the new. */
  write(offset: number): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify({ offset }));
    renameSync(`${this.#path}.new`, this.#path);
  }
}
