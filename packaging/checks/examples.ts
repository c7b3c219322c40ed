import { ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { REQUIRE_BANNER } from '../../lib/bundle.ts';
import { fromPackages } from '../from-packages.ts';
import { nodes } from '../nodes.ts';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { ROOT } from '../packages.ts';
import { Project } from '../project.ts';

const OUR_PACKAGES = ['cloud', 'construct', 'client', 'contract'];

/** As an app that has the packages installed. */
const APP = { name: 'app', packages: OUR_PACKAGES.map((name) => `@ductape-scheduler/${name}`) };

/** The tests of the examples of Ductape's documentation, and the samples of this project. */
const PROGRAMS = {
  'ductape-jobs.test': 'test/e2e/ductape-jobs.test.ts',
  'ductape-messages.test': 'test/e2e/ductape-messages.test.ts',
  samples: 'examples/main.ts',
};

/** Own functions and handlers of the samples. */
const FUNCTIONS = ['examples/functions/summarize.ts', 'examples/functions/send-report.ts'];

/** Packages that load files beside themselves. */
const DATABASE = ['@electric-sql/pglite@0.5.14', '@electric-sql/pglite-age@0.0.15'];

/** The examples of Ductape's documentation and the samples run in an app outside of the checkout, by the installed client and embedded cloud. */
export async function checkExamples(tarballs: Tarballs): Promise<void> {
  const project = new Project('app', { type: 'module', jest: { transform: {} } });
  await project.install('jest@30.5.2', ...DATABASE, ...tarballsOf(tarballs, ...OUR_PACKAGES));
  await build({
    entryPoints: Object.fromEntries(Object.entries(PROGRAMS).map(([name, path]) => [name, join(ROOT, path)])),
    outdir: project.folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node22',
    format: 'esm',
    external: ['@electric-sql/*'],
    plugins: [fromPackages(APP)],
    banner: { js: REQUIRE_BANNER },
    absWorkingDir: ROOT,
    logLevel: 'warning',
  });
  for (const path of FUNCTIONS) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    project.write({ [path]: text.replace("'../../sdk/index.ts'", "'@ductape-scheduler/client'") });
  }
  const newest = (await nodes()).at(-1);
  ok(newest);
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const said = join(project.folder, 'said.json');
  await project.run(newest.path, [...jest, '--testTimeout=120000', '--json', `--outputFile=${said}`]);
  const { numPassedTests } = JSON.parse(readFileSync(said, 'utf8'));
  ok(numPassedTests >= 22, `only ${numPassedTests} tests ran`);
  console.log(
    `The examples of Ductape's documentation on the installed embedded cloud: ${numPassedTests} tests.`,
  );
  const samples = await project.run(newest.path, ['--no-warnings', 'samples.mjs']);
  ok(/\d+ examples ran/.test(samples), samples);
  console.log(`The samples on the installed embedded cloud: ${/\d+ examples ran/.exec(samples)?.[0]}.`);
}
