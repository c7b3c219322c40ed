import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

interface Locked {
  version?: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  /** Shipped within another package, whose hash is over both. */
  inBundle?: true;
  /** A package of this project, in its folder. */
  link?: true;
  hasInstallScript?: true;
  dev?: true;
  optional?: true;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  os?: string;
  cpu?: string;
  bin?: Record<string, string>;
}

const { packages }: { packages: Record<string, Locked> } = JSON.parse(read('package-lock.json'));
const manifest: {
  engines: { node: string };
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
} = JSON.parse(read('package.json'));
const installed = Object.entries(packages).filter(
  ([path, { link }]) => path.startsWith('node_modules/') && !link,
);

const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];

/** What tests alone use, as it is, and no package contains. */
const FOR_TESTS: Readonly<Record<string, string>> = { 'node_modules/axe-core': 'MPL-2.0' };

/** Of alternatives (`OR`) one must be permissive, of what holds together (`AND`) all. */
function isPermissive(license = ''): boolean {
  return license
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((each) => PERMISSIVE.includes(each.trim())));
}

/** The place of a package as the one at `from` finds it, as Node looks for it. */
function place(from: string, name: string): string | undefined {
  for (let parent = from; ; parent = parent.slice(0, Math.max(0, parent.lastIndexOf('node_modules/') - 1))) {
    const path = `${parent}${parent && '/'}node_modules/${name}`;
    if (packages[path]) return path;
    if (parent === '') return undefined;
  }
}

/** How many packages come with one. */
function pulledIn(name: string): number {
  const seen = new Set<string>();
  const visit = (path: string | undefined) => {
    if (path === undefined || seen.has(path)) return;
    seen.add(path);
    const { dependencies, optionalDependencies } = packages[path] ?? {};
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) visit(place(path, each));
  };
  visit(place('', name));
  return seen.size - 1;
}

/** The rows of the table of dependencies. */
const rows = [
  ...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| ([\d.]+) \| (\S+) \| (.+?) \| (.+?) \|/gm),
];

test('every package that is installed has a permissive license', () => {
  const others = installed.filter(
    ([path, { license, dev }]) => !isPermissive(license) && !(dev && FOR_TESTS[path] === license),
  );
  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});

test('a license that is not permissive is told from one that is', () => {
  expect(['MIT', '(MIT OR GPL-3.0-or-later)', 'Apache-2.0 AND MIT'].filter(isPermissive)).toHaveLength(3);
  expect(['GPL-3.0', 'MIT AND GPL-3.0', 'SSPL-1.0', '', undefined].filter(isPermissive)).toEqual([]);
});

test('every entry of the lock file has a hash and no address', () => {
  const bare = installed.filter(([, { integrity, inBundle }]) => integrity === undefined && !inBundle);
  const addressed = installed.filter(([, { resolved }]) => resolved !== undefined);
  expect([...bare, ...addressed].map(([path]) => path)).toEqual([]);
});

test('the Node of each system is in the lock file with its hash, and is installed by no script', () => {
  const names = Object.keys(manifest.optionalDependencies).filter((name) => name.startsWith('node-'));
  const nodes = names.map((name) => {
    const { version, os, cpu, bin, optional, integrity, hasInstallScript } =
      packages[`node_modules/${name}`] ?? {};
    expect(manifest.optionalDependencies[name]).toBe(version);
    expect({ optional, integrity, hasInstallScript }).toEqual({
      optional: true,
      integrity: expect.stringMatching(/^sha512-/),
    });
    // Where `bin/node.mjs` looks.
    expect(bin).toEqual({ node: os === 'win32' ? 'bin/node.exe' : 'bin/node' });
    return `${os}-${cpu}`;
  });
  expect(nodes.sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64']);
});

test('every script runs on that Node, as npm 10 links no `node`', () => {
  const own = Object.entries(manifest.scripts).filter(([, line]) => /(?:^|[ =])node /.test(line));
  expect(own.filter(([, line]) => !/(?:^|&& |[A-Z]=\d+ )node bin\/node\.mjs --/.test(line))).toEqual([]);
  expect(JSON.parse(read('cdk.json')).app).toMatch(/^node bin\/node\.mjs /);
});

test('the packages promise Node 22 or later, and the README says so', () => {
  expect(manifest.engines.node).toBe('>=22');
  expect(read('README.md')).toContain('Node 22 or later');
});

test('no package runs an install script without being allowed to', () => {
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = scripted.map(([path]) =>
    path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  );
  expect([...new Set(names)].filter((name) => !(name in manifest.allowScripts))).toEqual([]);
  expect(Object.keys(manifest.dependencies).filter((name) => names.includes(name))).toEqual([]);
});

test('the page of dependencies names each of them once, as it is installed', () => {
  const told = rows.map(([, name = '', version, , license, pulls = '']) => ({
    name,
    version,
    license,
    pulls: pulls === 'nothing' ? 0 : Number.parseInt(pulls, 10),
  }));
  const real = Object.entries(manifest.dependencies).map(([name, version]) => ({
    name,
    version,
    license: packages[`node_modules/${name}`]?.license,
    pulls: pulledIn(name),
  }));
  expect(told).toEqual(real);
});
