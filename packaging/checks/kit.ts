import { equal, ok } from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Node, nodes } from '../nodes.ts';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project } from '../project.ts';
import { startStub } from '../stub.ts';
import { kitProject, type Setup } from './kit-tests.ts';

type Engine = 'memory' | 'embedded';

/** A test runner as a user calls it. */
interface Runner extends Setup {
  name: string;
  /** Of its package.json. */
  manifest?: object;
  /** What Node is given to run the tests in a folder. */
  args: (folder: string, workers: number) => string[];
  /** Whether it is tried on the embedded cloud too, on the newest Node or on each. */
  embedded?: 'newest' | 'each';
  /** Files of tests that run side by side, in as many workers. */
  aside?: number;
}

const JEST = 'node_modules/jest/bin/jest.js';
const jest = (folder: string, workers: number) => [up(JEST), '--maxWorkers', String(workers), `${folder}/`];
const VM = ['--experimental-vm-modules', '--no-warnings'];
const nodeTest = (ending: string) => (folder: string) => [
  '--test',
  '--no-warnings',
  `${folder}/*.test.${ending}`,
];
const up = (path: string) => join('..', path);

const RUNNERS: readonly Runner[] = [
  {
    name: 'node:test, ES modules',
    kind: 'esm',
    runner: 'node:test',
    args: nodeTest('mjs'),
    embedded: 'newest',
  },
  { name: 'node:test, CommonJS', kind: 'cjs', runner: 'node:test', args: nodeTest('cjs') },
  { name: 'node:test, TypeScript', kind: 'ts', runner: 'node:test', args: nodeTest('mts') },
  { name: 'Jest, CommonJS', kind: 'cjs', ending: 'js', args: jest, embedded: 'each', aside: 10 },
  {
    name: 'Jest, ES modules',
    kind: 'esm',
    ending: 'js',
    manifest: { type: 'module', jest: { transform: {} } },
    args: (folder, workers) => [...VM, ...jest(folder, workers)],
  },
  {
    name: 'Jest, TypeScript by SWC as CommonJS',
    kind: 'ts',
    ending: 'ts',
    manifest: { jest: { transform: { '\\.ts$': '@swc/jest' } } },
    args: jest,
  },
  {
    name: 'Vitest, TypeScript',
    kind: 'ts',
    ending: 'ts',
    runner: 'vitest',
    manifest: { type: 'module' },
    args: (folder, workers) => [
      up('node_modules/vitest/vitest.mjs'),
      'run',
      '--maxWorkers',
      String(workers),
      `${folder}/`,
    ],
    embedded: 'newest',
    aside: 10,
  },
];

const RUNNER_PACKAGES = ['jest@30.5.2', 'vitest@5.1.2', '@swc/core@1.16.18', '@swc/jest@0.2.39'];

/** Resources without handlers, in memory. */
const REAL = `
  const { startCloud } = require('@ductape-scheduler/testing');
  const events = { charge: { method: 'POST', path: '/v1/actions/dispatch' } };
  const dev = {
    actions: { payments: { provider: 'http', baseUrl: process.env.ENDPOINT, events } },
    database: { ledger: { provider: 'postgres', url: 'postgres://127.0.0.1:9/ledger' } },
  };
  startCloud({ config: { products: { shop: { envs: { dev } } } } }).then(async ({ client, advance, runs }) => {
    await client.actions.dispatch({ app: 'payments', event: 'charge', input: { amount: 5 } });
    await client.database.dispatch({ database: 'ledger', operation: 'query', input: { table: 'entries' } });
    await advance({ ms: 1000 });
    const of = async (target) => (await runs()).find((run) => run.target.startsWith(target));
    console.log([(await of('payments')).status, (await of('ledger')).error?.message].join('; '));
  });`;

/** The kit for tests, in every test runner that it is for. */
export async function checkKit(tarballs: Tarballs): Promise<void> {
  await checkAlone(tarballs);
  const outer = new Project('kit');
  const packages = tarballsOf(tarballs, 'testing', 'client', 'contract', 'cloud', 'construct');
  await outer.install(...RUNNER_PACKAGES, ...packages);
  const all = await nodes();
  for (const runner of RUNNERS) {
    const project = new Project(`of ${runner.name.replaceAll(/\W+/g, '-')}`, runner.manifest, outer);
    project.write(kitProject(runner, runner.aside));
    for (const node of all) {
      const isNewest = node === all.at(-1);
      await tried(project, runner, node, 'memory');
      if (runner.aside && isNewest) await triedAside(project, runner, node);
      if (runner.embedded === 'each' || (runner.embedded && isNewest))
        await tried(project, runner, node, 'embedded');
    }
  }
}

/** Without the embedded cloud. */
async function checkAlone(tarballs: Tarballs): Promise<void> {
  const project = new Project('kit-alone');
  await project.install(...tarballsOf(tarballs, 'testing', 'client', 'contract'));
  const { packages, bytes } = project.size();
  console.log(`The kit for tests installed: ${packages} packages, ${(bytes / 1e6).toFixed(1)} MB.`);
  equal(packages, 3);
  const program = `const { startCloud } = require('@ductape-scheduler/testing');
    const config = { products: { shop: { envs: { dev: {} } } } };
    startCloud({ config, engine: 'embedded' }).catch(({ message }) => console.log(message));`;
  project.write({ 'lacking.cjs': program });
  const said = await project.run(process.execPath, ['lacking.cjs']);
  ok(said.trim().endsWith('npm install --save-dev @ductape-scheduler/cloud'), said);
  console.log('The engine "embedded" without the embedded cloud: says which package to install.');

  using stub = await startStub();
  project.write({ 'real.cjs': REAL });
  const real = await project.run(process.execPath, ['real.cjs'], { ENDPOINT: stub.endpoint });
  equal(real.trim(), 'completed; a test in memory has no driver for postgres: give the resource a handler');
  console.log('Without handlers, an HTTP app is called, and a database is asked to be given one.');
}

/** Runs the tests of a project, and waits for what they left to be gone. */
async function tried(project: Project, runner: Runner, node: Node, engine: Engine): Promise<void> {
  const temporary = join(project.folder, 'temporary');
  const figures = join(project.folder, 'figures');
  mkdirSync(temporary, { recursive: true });
  writeFileSync(figures, '');
  const env = { ENGINE: engine, FIGURES: figures, TMPDIR: temporary };
  const main = await timed(project, runner, node, 'main', env);
  const ready = figureOf(figures, 'ready');
  const year = figureOf(figures, 'year');
  ok(ready && (year || engine === 'embedded'), `${runner.name} told ${ready} and ${year}`);
  const left = await timed(project, runner, node, 'left', env);
  await gone(temporary);
  console.log(
    `${runner.name}, Node ${node.version}, ${engine}: green in ${main}, ready in ${ready}` +
      `${year ? `, a year of a daily schedule in ${year}` : ''}; a cloud that is never stopped: ends in ${left}.`,
  );
}

async function triedAside(project: Project, runner: Runner, node: Node): Promise<void> {
  const took = await timed(project, runner, node, 'side', { ENGINE: 'memory' }, runner.aside);
  console.log(`${runner.name}, Node ${node.version}: ${runner.aside} clouds side by side in ${took}.`);
}

async function timed(
  project: Project,
  { args }: Runner,
  { path }: Node,
  folder: string,
  env: Record<string, string>,
  workers = 1,
): Promise<string> {
  const began = performance.now();
  await project.run(path, args(folder, workers), { ...env, FORCE_COLOR: '0' });
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

function figureOf(file: string, what: string): string | undefined {
  const found = new RegExp(`^${what} (\\d+)$`, 'm').exec(readFileSync(file, 'utf8'));
  return found ? `${found[1]} ms` : undefined;
}

/** Resolves when the data of every embedded cloud are removed, which it does at its end. */
async function gone(temporary: string): Promise<void> {
  const left = () =>
    existsSync(temporary) ? readdirSync(temporary).filter((name) => name.startsWith('ductape-test-')) : [];
  for (let waited = 0; left().length > 0; waited += 1) {
    ok(waited < 200, `what tests left is still there: ${left().join(', ')}`);
    await pause(50);
  }
}
