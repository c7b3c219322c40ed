import { availableParallelism } from 'node:os';
import { probeMutant } from './mutate.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import type { Found } from './probe.ts';

/** Simulates every mutant, or those whose name holds the first argument; exits with 1 when one is not caught. */
const wanted = process.argv[2] ?? '';
const jobs: (Mutation | Mutation['by'])[] = [
  ...mutations.filter(({ name }) => name.includes(wanted)),
  ...(wanted === '' ? (['orders', 'worlds', 'bulk', 'alone', 'capacity', 'declared'] as const) : []),
];
let [caught, missed, dirty] = [0, 0, 0];

async function one(job: Mutation | Mutation['by']): Promise<void> {
  if (typeof job === 'string') {
    const found = await probeMutant(job);
    if (found) dirty += 1;
    console.log(`unchanged   ${job}: ${told(found)}`);
    return;
  }
  let found: Found | null;
  try {
    found = await probeMutant(job.by, job);
  } catch (fault) {
    // It may run for ever, or its text may stand there no longer: neither says that a promise was seen broken.
    missed += 1;
    console.log(
      `NOT JUDGED   ${job.name} (${job.by}): ${fault instanceof Error ? fault.message.split('\n')[0] : fault}`,
    );
    return;
  }
  if (found) caught += 1;
  else missed += 1;
  console.log(`${found ? 'caught   ' : 'NOT CAUGHT'}   ${job.name} (${job.by}): ${told(found)}`);
}

const told = (found: Found | null) => (found ? `${found.where}: ${found.violation}` : 'no violation');

async function worker(): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) await one(job);
}

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
console.log(
  `\nmutations ${caught + missed}, caught ${caught}, not caught ${missed}; unchanged sources with violations ${dirty}`,
);
process.exitCode = missed + dirty > 0 ? 1 : 0;
