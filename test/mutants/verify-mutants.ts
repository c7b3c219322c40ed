import { parseArgs } from 'node:util';
import { Chance } from '../../bench/virtual/chance.ts';
import { compiling } from './compile.ts';
import { Judge, type Verdict } from './judge.ts';
import { type Mutant, sampleOf } from './sample.ts';
import { copyTree, removeTree } from './tree.ts';

/** The share of mutants that has to be caught, %. */
const WANTED = 95;

const USAGE = `npm run verify:mutants -- [--seed N] [--count N] [--under PATH] [--workers N] [--quick]

  --seed N      which sample; the same seed and sources give the same mutants (1)
  --count N     how many mutants that compile (100)
  --under PATH  a folder or file of core/ (core)
  --workers N   how many are judged at once (1)
  --quick       without the simulation: what survives may be caught by it

It exits with 1 when fewer than ${WANTED} % are caught, and 2 when the unchanged sources do not pass.`;

function options(): { seed: number; count: number; under: string; workers: number; quick: boolean } {
  try {
    const text = { type: 'string' } as const;
    const quick = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({ options: { seed: text, count: text, under: text, workers: text, quick } });
    const number = (name: 'seed' | 'count' | 'workers', unless: number) => {
      const value = Number(values[name] ?? unless);
      if (!Number.isSafeInteger(value) || value < 1)
        throw new RangeError(`--${name} ${values[name]}: from 1 on`);
      return value;
    };
    const under = values.under ?? 'core';
    const [seed, count, workers] = [number('seed', 1), number('count', 100), number('workers', 1)];
    return { seed, count, under, workers, quick: values.quick };
  } catch (fault) {
    console.error(`${fault instanceof Error ? fault.message : fault}\n\n${USAGE}`);
    process.exit(2);
  }
}

const diff = ({ file, line, before, after }: Mutant) => {
  const marked = (mark: string, lines: string) => lines.replaceAll(/^/gm, `  ${mark} `);
  return `${file}:${line}\n${marked('-', before)}\n${marked('+', after)}`;
};

const { seed, count, under, workers, quick } = options();
const began = Date.now();
const trees = await Promise.all(Array.from({ length: workers }, copyTree));

/** Mutants that compile, as many as asked for, or all there are. */
function sample(tree: string): Mutant[] {
  const candidates = sampleOf(tree, under, new Chance(seed));
  const found: Mutant[] = [];
  while (found.length < count && candidates.length > 0) {
    found.push(...compiling(candidates.splice(0, 2 * count), tree));
  }
  return found.slice(0, count);
}

const survivors: Mutant[] = [];
let [caught, unchanged] = [0, null as Verdict];

async function judgeOne(mutant: Mutant, judge: Judge): Promise<void> {
  const start = Date.now();
  const verdict = await judge.mutant(mutant);
  const seconds = `${Math.round((Date.now() - start) / 1000)} s`;
  if (verdict === null) survivors.push(mutant);
  else caught += 1;
  console.log(`${verdict === null ? 'SURVIVED' : 'caught'} (${seconds}) ${diff(mutant)}`);
  if (verdict !== null) console.log(`  by ${verdict}`);
}

try {
  const mutants = sample(trees[0] ?? '');
  const jobs: ((judge: Judge) => Promise<void>)[] = mutants.map(
    (mutant) => (judge) => judgeOne(mutant, judge),
  );
  jobs.unshift(async (judge) => {
    unchanged = await judge.unchanged();
    if (unchanged !== null) jobs.length = 0;
  });
  await Promise.all(
    trees.map(async (tree) => {
      const judge = new Judge(tree, quick);
      for (let job = jobs.shift(); job; job = jobs.shift()) await job(judge);
    }),
  );
} finally {
  await Promise.all(trees.map(removeTree));
}

if (unchanged !== null) {
  console.error(`The unchanged sources do not pass: ${unchanged}`);
  process.exit(2);
}
const total = caught + survivors.length;
const share = total === 0 ? 0 : (100 * caught) / total;
if (survivors.length > 0) console.log(`\nNot caught:\n${survivors.map(diff).join('\n')}`);
const minutes = Math.round((Date.now() - began) / 60_000);
console.log(`\nseed ${seed}: mutants ${total}, caught ${caught}, ${share.toFixed(1)} %, ${minutes} min`);
process.exitCode = share >= WANTED ? 0 : 1;
