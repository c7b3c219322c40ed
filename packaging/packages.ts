import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** A package that is made of a folder of this project. */
export interface Package {
  name: string;
  /** Where its manifest is, against the root. */
  folder: string;
  /** What a program imports, against the root; none for one that is only run. */
  entry?: string;
  /** Files that are run, by their names in the build. */
  programs?: Readonly<Record<string, string>>;
  /** Files that are looked for beside the code, by their places in the build. */
  beside?: Readonly<Record<string, string>>;
  /** The kinds of modules that it is built as. */
  formats: readonly Format[];
  /** `neutral` is for code that needs no module of Node. */
  platform: 'neutral' | 'node';
  /** What it imports from where it is installed. */
  external: readonly string[];
  /** Whether what it takes of other packages is bundled into it, so that it needs none. */
  alone?: true;
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
  {
    name: '@ductape-scheduler/eventbridge-scheduler',
    folder: 'local/scheduler',
    entry: 'local/scheduler/start-scheduler.ts',
    alone: true,
    formats: ['esm'],
    platform: 'node',
    external: [],
  },
  {
    name: '@ductape-scheduler/cloud',
    folder: 'local',
    entry: 'local/cloud.ts',
    programs: { start: 'bin/start.ts' },
    beside: {
      'cdk.json': 'cdk.json',
      'esm/bootstrap.mjs': 'local/lambda/bootstrap.mjs',
      'esm/host-watch.mjs': 'local/lambda/host-watch.mjs',
      'esm/virtual-time.mjs': 'local/lambda/virtual-time.mjs',
    },
    formats: ['esm'],
    platform: 'node',
    external: [
      'aws-cdk-lib',
      'constructs',
      'esbuild',
      'dynalite',
      'fauxqs',
      'aws-local-stepfunctions',
      '@electric-sql/*',
      'smtp-server',
      '@aws-sdk/*',
    ],
  },
  {
    name: '@ductape-scheduler/cli',
    folder: 'cli',
    programs: { ductape: 'cli/main.ts' },
    formats: ['esm'],
    platform: 'node',
    external: ['esbuild', '@aws-sdk/*'],
  },
];

/** The folders whose files a package imports from the package that is made of them, by the top folder. */
const SHARED = new Map([['contract', '@ductape-scheduler/contract']]);

/** The name by which `importer` gets a file of another package; undefined for a file of its own. @param path against the root */
export function foreignName(importer: Package, path: string): string | undefined {
  const name = SHARED.get(path.split(/[/\\]/)[0] ?? '');
  return importer.alone || name === importer.name ? undefined : name;
}
