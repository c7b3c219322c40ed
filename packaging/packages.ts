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
  /** `neutral` is for code that needs no module of Node. */
  platform: 'neutral' | 'node';
  /** What it imports from where it is installed. */
  external: readonly string[];
  /** Whether the functions that are deployed come with it. */
  lambdas?: true;
}

export type Format = 'esm' | 'cjs';

const BOTH = ['esm', 'cjs'] as const;

/** In the order in which each needs only those before it. */
export const PACKAGES: readonly Package[] = [
  {
    name: '@ductape-scheduler/contract',
    folder: 'contract',
    entry: 'contract/index.ts',
    formats: BOTH,
    platform: 'neutral',
    external: [],
  },
  {
    name: '@ductape-scheduler/client',
    folder: 'sdk',
    entry: 'sdk/index.ts',
    formats: BOTH,
    platform: 'neutral',
    external: ['@aws-sdk/*'],
  },
  {
    name: '@ductape-scheduler/construct',
    folder: 'lib',
    entry: 'lib/index.ts',
    formats: BOTH,
    platform: 'node',
    external: ['aws-cdk-lib', 'constructs', 'esbuild'],
    lambdas: true,
  },
];

/** The folders whose files a package imports from the package that is made of them, by the top folder. */
const SHARED = new Map([['contract', '@ductape-scheduler/contract']]);

/** The name by which `importer` gets a file of another package; undefined for a file of its own. @param path against the root */
export function foreignName(importer: Package, path: string): string | undefined {
  const name = SHARED.get(path.split(/[/\\]/)[0] ?? '');
  return name === importer.name ? undefined : name;
}
