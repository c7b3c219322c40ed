import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGES, type Package, ROOT } from './packages.ts';

/** The tarballs by the names of their packages. */
export type Tarballs = ReadonlyMap<string, string>;

/** Packs every package into `folder` as it would be published. */
export function packAll(folder: string): Tarballs {
  return new Map(PACKAGES.map((pack) => [pack.name, packOne(pack, folder)]));
}

/** Holds every package against what publishers check. @throws Error for what they refuse */
export function checkAll(tarballs: Tarballs): void {
  for (const pack of PACKAGES) check(pack, tarballs.get(pack.name) ?? '');
}

/** The tarballs of these packages. @throws Error for one that was not packed */
export function tarballsOf(tarballs: Tarballs, ...names: string[]): string[] {
  return names.map((name) => {
    const path = tarballs.get(`@ductape-scheduler/${name}`);
    if (path) return path;
    throw new Error(`there is no package ${name}`);
  });
}

function packOne({ folder: source }: Package, folder: string): string {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const said = execFileSync('npm', args, { cwd: join(ROOT, source), encoding: 'utf8' });
  const [packed] = Object.values(JSON.parse(said) as { filename: string }[]);
  return join(folder, packed?.filename ?? '');
}

/** What `publint` and `attw` refuse is an error. */
function check(pack: Package, tarball: string): void {
  const tool = (path: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(ROOT, 'node_modules', path), ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  tool('publint/src/cli.js', 'run', tarball, '--strict');
  if (pack.entry) {
    const esmOnly = pack.formats.includes('cjs') ? [] : ['--profile', 'esm-only'];
    tool('@arethetypeswrong/cli/dist/index.js', tarball, '--no-emoji', ...esmOnly);
  }
  console.log(
    `${pack.name}: ${Math.round(statSync(tarball).size / 1024)} KB packed; ${pack.entry ? 'publint and attw have' : 'publint has'} no objection`,
  );
}
