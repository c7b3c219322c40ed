import { cpSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Beside the functions that come built with the package: the hash of their sources. */
export const PREBUILT_HASH = 'hash.txt';

/** Where the functions are: beside this code, or, where it is in another package, in that of the construct. */
export const LAMBDAS = lambdas();

function lambdas(): string {
  const own = join(import.meta.dirname, '..', 'lambdas');
  if (existsSync(own)) return own;
  const { resolve } = createRequire(join(import.meta.dirname, 'index.js'));
  return join(dirname(resolve('@ductape-scheduler/construct/package.json')), 'dist', 'lambdas');
}

/** The hash of the sources of the functions that came built with this package; undefined where the sources are there themselves. */
export function prebuiltHash(): string | undefined {
  const file = join(LAMBDAS, PREBUILT_HASH);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Copies a function that came built with this package. */
export function copyPrebuilt(name: string, folder: string): void {
  cpSync(join(LAMBDAS, name), folder, { recursive: true });
}
