import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreignName, PACKAGES, ROOT } from '../packaging/packages.ts';

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
