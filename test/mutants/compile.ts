import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changed } from './mutants-of.ts';
import type { Mutant } from './sample.ts';

/**
 * The mutants that compile, each beside the unchanged sources, as files of their own in a copy of the tree. What a mutant leaves
 * unused is not a fault: it would run.
 * @throws Error when the compiler fails otherwise
 */
export function compiling(mutants: readonly Mutant[], copy: string): Mutant[] {
  const taken = unrefused(mutants, copy);
  // The compiler says nothing of types while it cannot read a file.
  return taken.length < mutants.length ? compiling(taken, copy) : taken;
}

function unrefused(mutants: readonly Mutant[], copy: string): Mutant[] {
  const names = mutants.map(({ file }, index) => file.replace(/\.ts$/, `.mutant-${index}.ts`));
  for (const [index, { file, change }] of mutants.entries()) {
    const source = readFileSync(join(copy, file), 'utf8');
    writeFileSync(join(copy, names[index] ?? ''), changed(source, change));
  }
  const config = join(copy, 'tsconfig.mutants.json');
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  writeFileSync(
    config,
    JSON.stringify({ extends: './tsconfig.json', compilerOptions, include: [], files: names }),
  );
  const { stdout, status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', config, '--pretty', 'false'],
    {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  const refused = new Set([...stdout.matchAll(/^(\S+)\(\d+,\d+\): error /gm)].map(([, name]) => name));
  for (const name of names) rmSync(join(copy, name));
  if (status !== 0 && refused.size === 0) throw new Error(`The compiler failed: ${stdout}`);
  return mutants.filter((_, index) => !refused.has(names[index]));
}
