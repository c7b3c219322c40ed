import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LAMBDAS = join(import.meta.dirname, '..', 'lambdas');

/** Beside the functions that come built with the package: the hash of their sources. */
export const PREBUILT_HASH = 'hash.txt';

/** The hash of the sources of the functions that came built with this package; undefined where the sources are there themselves. */
export function prebuiltHash(): string | undefined {
  const file = join(LAMBDAS, PREBUILT_HASH);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Copies a function that came built with this package. */
export function copyPrebuilt(name: string, folder: string): void {
  cpSync(join(LAMBDAS, name), folder, { recursive: true });
}
