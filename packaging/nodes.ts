import { dirname, join } from 'node:path';
import { Project } from './project.ts';

/** The versions that the packages are for, as the registry has them. */
const VERSIONS = { 22: '22.23.5', 24: '24.21.0' } as const;

/** A Node of each version that the packages are for. */
export interface Node {
  version: string;
  path: string;
  /** Where it is, for a path of programs. */
  folder: string;
}

let installed: Promise<Node[]> | undefined;

/** Gets the Node of each version from the registry of packages, the oldest first. */
export async function nodes(): Promise<Node[]> {
  installed ??= install();
  return await installed;
}

async function install(): Promise<Node[]> {
  const { platform, arch } = process;
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  return await Promise.all(
    Object.values(VERSIONS).map(async (version) => {
      const project = new Project(`node-${version}`);
      await project.install(`${name}@${version}`);
      const path = join(project.installed(name), 'bin', platform === 'win32' ? 'node.exe' : 'node');
      return { version: (await project.run(path, ['--version'])).trim(), path, folder: dirname(path) };
    }),
  );
}
