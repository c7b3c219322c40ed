import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** A package that is made of a folder of this project. */
export interface Package {
  name: string;
  /** Where its manifest is, against the root. */
  folder: string;
  /** What a program imports, against the root. */
  entry: string;
  /** The kinds of modules that it is built as. */
  formats: readonly Format[];
}

export type Format = 'esm' | 'cjs';

/** In the order in which each needs only those before it. */
export const PACKAGES: readonly Package[] = [
  {
    name: '@ductape-scheduler/contract',
    folder: 'contract',
    entry: 'contract/index.ts',
    formats: ['esm', 'cjs'],
  },
  { name: '@ductape-scheduler/client', folder: 'sdk', entry: 'sdk/index.ts', formats: ['esm', 'cjs'] },
];

/** The folders whose files a package imports from the package that is made of them, by the top folder. */
const SHARED = new Map([['contract', '@ductape-scheduler/contract']]);

/** The name by which `importer` gets a file of another package; undefined for a file of its own. @param path against the root */
export function foreignName(importer: Package, path: string): string | undefined {
  const name = SHARED.get(path.split(/[/\\]/)[0] ?? '');
  return name === importer.name ? undefined : name;
}
