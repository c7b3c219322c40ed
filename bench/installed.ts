import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packAll, type Tarballs } from '../packaging/pack.ts';
import { PACKAGES, ROOT } from '../packaging/packages.ts';
import { freshFolder, Project } from '../packaging/project.ts';

/** What a package comes to where it is installed alone, with all that it needs. */
export interface Installed {
  'tarball, KB': number;
  packages: number;
  MB: number;
  'install, s': number;
}

/** Packs every package that was built, and installs each into a folder of its own, outside of the checkout. */
export async function installed(): Promise<Record<string, Installed>> {
  const tarballs = packAll(freshFolder('packed'));
  const figures: Record<string, Installed> = {};
  for (const { name } of PACKAGES) {
    const project = new Project('installed');
    const began = performance.now();
    await project.install(...withOwn(name, tarballs));
    const { packages, bytes } = project.size();
    figures[name] = {
      'tarball, KB': Math.round(statSync(tarballs.get(name) ?? '').size / 1000),
      packages,
      MB: Number((bytes / 1e6).toFixed(1)),
      'install, s': Number(((performance.now() - began) / 1000).toFixed(1)),
    };
  }
  return figures;
}

/** The tarball of a package, and those of the packages of this project that it depends on. */
function withOwn(name: string, tarballs: Tarballs): string[] {
  const own = PACKAGES.find((pack) => pack.name === name);
  const tarball = tarballs.get(name);
  if (!own || !tarball) return [];
  const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, own.folder, 'package.json'), 'utf8'));
  return [...new Set([tarball, ...Object.keys(dependencies).flatMap((each) => withOwn(each, tarballs))])];
}
