import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export const ROOT = dirname(dirname(import.meta.dirname));

/** What no test needs of the tree, and the dependencies, which the copies share. */
const LEFT_OUT = new Set(['node_modules', '.git', '.ductape', 'cdk.out', 'coverage']);

/** A copy of the tree in which a mutant can stand: whatever becomes of it, the sources are as they were. */
export async function copyTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'mutants-'));
  await cp(ROOT, copy, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(relative(ROOT, path).split('/')[0] ?? ''),
  });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}

export const removeTree = (copy: string) => rm(copy, { recursive: true, force: true });
