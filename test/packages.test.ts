import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../contract/version.ts';
import { foreignName, PACKAGES, ROOT } from '../packaging/packages.ts';
import { Unavailable } from '../packaging/project.ts';

interface Manifest {
  name: string;
  version: string;
  workspaces: string[];
  license: string;
  files: string[];
  engines: object;
  private?: boolean;
  dependencies?: Record<string, string>;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
const root = manifestIn('.');
const manifests = PACKAGES.map(({ folder }) => manifestIn(folder));

test('every workspace is a package that is built and tried, and the other way round', () => {
  expect(root.workspaces).toEqual(PACKAGES.map(({ folder }) => folder));
  expect(manifests.map(({ name }) => name)).toEqual(PACKAGES.map(({ name }) => name));
});

test('all packages have one version, and need exactly that of each other', () => {
  const names = manifests.map(({ name }) => name);
  expect(VERSION).toBe(root.version);
  for (const { version, dependencies = {} } of manifests) {
    expect(version).toBe(root.version);
    const own = Object.entries(dependencies).filter(([name]) => names.includes(name));
    expect(own.filter(([, wanted]) => wanted !== version)).toEqual([]);
  }
});

test('all packages move together, and each changeset names some of them', () => {
  const folder = join(ROOT, '.changeset');
  const { fixed, access } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  expect({ fixed, access }).toEqual({ fixed: [['@ductape-scheduler/*']], access: 'public' });
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
    const [, head = ''] = readFileSync(join(folder, name), 'utf8').split('---\n');
    const named = [...head.matchAll(/^'(.+)': (?:patch|minor|major)$/gm)].map(([, each]) => each);
    expect(named).not.toEqual([]);
    expect(manifests.map((each) => each.name)).toEqual(expect.arrayContaining(named));
  }
});

test('what is published is the build alone, with its license and a README', () => {
  for (const { folder } of PACKAGES) {
    const { files, license, engines, private: hidden } = manifestIn(folder);
    expect({ files, license, engines, hidden }).toEqual({
      files: ['dist'],
      license: root.license,
      engines: root.engines,
      hidden: undefined,
    });
    expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true);
  }
});

test('a file of the contract is imported by name from other packages only', () => {
  const [contract, client] = PACKAGES;
  expect(contract && foreignName(contract, 'contract/job.ts')).toBeUndefined();
  expect(client && foreignName(client, 'contract/job.ts')).toBe('@ductape-scheduler/contract');
  expect(client && foreignName(client, 'sdk/jobs.ts')).toBeUndefined();
});

test('a file of the client, and the embedded cloud, are imported by name from the kit for tests only', () => {
  const kit = PACKAGES.find(({ folder }) => folder === 'testing');
  const cli = PACKAGES.find(({ folder }) => folder === 'cli');
  expect(kit && foreignName(kit, 'sdk/client.ts')).toBe('@ductape-scheduler/client');
  expect(kit && foreignName(kit, 'local/cloud.ts')).toBe('@ductape-scheduler/cloud');
  expect(kit && foreignName(kit, 'local/names.ts')).toBeUndefined();
  expect(cli && foreignName(cli, 'sdk/client.ts')).toBeUndefined();
});

const npmSaid = (...lines: string[]) =>
  Unavailable.of(new Error(['Command failed: npm install', ...lines].join('\n')));

test.each([
  ['a version that the registry has not', 'ETARGET', 'notarget No matching version found for next@99.'],
  ['a package that it has not', 'E404', "404 'vitest@9.9.9' is not in this registry."],
  ['a registry that is not reached', 'ECONNREFUSED', 'request to https://registry.example/next failed'],
])('%s skips a check, with the reason', (_what, code, reason) => {
  expect(npmSaid(`npm error code ${code}`, 'npm error syscall connect', `npm error ${reason}`)).toMatchObject(
    { message: reason },
  );
});

test('a conflict of versions fails a check, and so does a package of this project that is to come from the registry', () => {
  expect(npmSaid('npm error code ERESOLVE', 'npm error ERESOLVE could not resolve')).toBeUndefined();
  const own = "npm error 404  '@ductape-scheduler/contract@0.1.0' is not in this registry.";
  expect(npmSaid('npm error code E404', own)).toBeUndefined();
  expect(Unavailable.of(new Error('1 is not 2'))).toBeUndefined();
});
