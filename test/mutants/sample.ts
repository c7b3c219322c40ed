import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chance } from '../../bench/virtual/chance.ts';
import { type Change, mutantsOf } from './mutants-of.ts';

export interface Mutant {
  file: string;
  line: number;
  before: string;
  after: string;
  change: Change;
}

/** The lines that a change touches, before and after it. */
function shown(
  source: string,
  { start, end, text }: Change,
): { line: number; before: string; after: string } {
  const bytes = Buffer.from(source);
  const first = bytes.lastIndexOf('\n', start - 1) + 1;
  const newline = bytes.indexOf('\n', end);
  const last = newline < 0 ? bytes.length : newline;
  const head = bytes.subarray(first, start);
  const tail = bytes.subarray(end, last);
  return {
    line: bytes.subarray(0, start).toString().split('\n').length,
    before: bytes.subarray(first, last).toString(),
    after: `${head}${text}${tail}`,
  };
}

/** Every mutant of the files below a folder or of one file, at most one of a line, in an order of chance. */
export function sampleOf(root: string, under: string, chance: Chance): Mutant[] {
  const files = under.endsWith('.ts') ? [under] : globSync(`${under}/**/*.ts`, { cwd: root }).sort();
  const all = files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return mutantsOf(source).map((change) => ({ file, change, ...shown(source, change) }));
  });
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = chance.between(0, i);
    [all[i], all[j]] = [all[j] as Mutant, all[i] as Mutant];
  }
  const taken = new Set<string>();
  return all.filter(({ file, line }) => {
    const place = `${file}:${line}`;
    return !taken.has(place) && taken.add(place);
  });
}
