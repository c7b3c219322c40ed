import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { asRecord } from '../../contract/plain-data.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { FIRST_FILES } from './first-files.ts';

/** What npm writes where there is no test. */
const NO_TEST = 'no test specified';

/** Runs the first test. */
const TEST = 'node --test "test/**/*.test.ts"';

/** The packages that the first files import or call. */
const NEEDED = {
  dependencies: ['@ductape-scheduler/client'],
  devDependencies: ['@ductape-scheduler/cli', '@ductape-scheduler/cloud', '@ductape-scheduler/testing'],
} as const;

interface Manifest {
  name?: string;
  type?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** `ductape init`: a config, a first job and a test in the folder that it is called in. */
export function addInit(program: Command, screen: Screen): void {
  program
    .command('init')
    .description('write a config, a first job and a test into this folder; what is there already stays')
    .action(() => {
      const before = readManifest();
      const isEmpty = !hasModule('.');
      for (const [name, text] of Object.entries(FIRST_FILES)) writeNew(name, text, screen);
      const { type, missing, scripts } = completeManifest(before, isEmpty);
      if (!existsSync('.gitignore') || !readFileSync('.gitignore', 'utf8').includes('.ductape'))
        appendFileSync('.gitignore', 'node_modules\n.ductape/\n');
      screen.out(`package.json has the scripts dev and test${missing ? '; run npm install' : ''}.`);
      if (before?.type !== undefined && before.type !== type)
        screen.out(`package.json had "type": "${before.type}" and no modules: it has "type": "module" now.`);
      if (type !== 'module')
        screen.out(
          'What was written are ES modules: package.json needs "type": "module", or they the ending .mts.',
        );
      const test = scripts.test === TEST ? 'npm test            ' : 'node --test test/*.ts';
      screen.out(
        `Then:\n  ${test} runs the job on each morning of a week, at once\n  npx ductape dev      starts the embedded cloud, for your app`,
      );
    });
}

function writeNew(name: string, text: string, screen: Screen): void {
  if (existsSync(name)) {
    screen.out(`${name} is there already.`);
    return;
  }
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, text);
  screen.out(`Wrote ${name}.`);
}

/** @throws UsageError for one that is not JSON */
function readManifest(): Manifest | undefined {
  if (!existsSync('package.json')) return undefined;
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  } catch (cause) {
    throw new UsageError(`package.json is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  const parts = ['scripts', 'dependencies', 'devDependencies'];
  const odd = parts.find((name) => !isFields(asRecord(manifest)[name] ?? {}));
  if (!isFields(manifest)) throw new UsageError('package.json holds no object');
  if (odd !== undefined) throw new UsageError(`${odd} of package.json is not an object`);
  return manifest;
}

const isFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a module is in the folder, whose kind "type" may change; what is installed, or hidden, does not count. */
function hasModule(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((each) =>
    each.isDirectory()
      ? each.name !== 'node_modules' && !each.name.startsWith('.') && hasModule(join(folder, each.name))
      : /\.[cm]?[jt]sx?$/.test(each.name),
  );
}

/** Adds what is missing to what package.json has, and tells whether a package is. @param isEmpty whether there is no module whose kind would change */
function completeManifest(before: Manifest | undefined, isEmpty: boolean) {
  const manifest: Manifest = { ...(before ?? { name: basename(resolve('.')).toLowerCase(), private: true }) };
  if (isEmpty) manifest.type = 'module';
  const { test, dev = 'ductape dev' } = manifest.scripts ?? {};
  const own = test === undefined || test.includes(NO_TEST);
  const scripts = { ...manifest.scripts, dev, test: own ? TEST : test };
  manifest.scripts = scripts;
  let missing = false;
  for (const [kind, names] of Object.entries(NEEDED) as [keyof typeof NEEDED, readonly string[]][])
    for (const name of names) {
      if (manifest.dependencies?.[name] ?? manifest.devDependencies?.[name]) continue;
      manifest[kind] = { ...manifest[kind], [name]: 'latest' };
      missing = true;
    }
  writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  return { type: manifest.type, missing, scripts };
}
