import { parseArgs } from 'node:util';
import { playStorm } from './storm/storm.ts';

const USAGE = `npm run bench:storm -- [--jobs N] [--concurrency C] [--units U] [--shards H] [--seed S] [--seeds K]

  --jobs N         jobs due in one second (50 000)
  --concurrency C  executors at work at once (1000)
  --units U        write units a second that a key of the table takes (1000)
  --shards H       jobShards of the construct (1)
  --seed S         the first seed (1)
  --seeds K        how many seeds, from S on (2)

It exits with 1 when a job failed or was lost, or more than one of a thousand ran twice.`;

function readOptions() {
  const text = { type: 'string' } as const;
  const options = { jobs: text, concurrency: text, units: text, shards: text, seed: text, seeds: text };
  const { values } = parseArgs({ options });
  const count = (name: keyof typeof options, otherwise: number) => {
    const number = Number(values[name] ?? otherwise);
    if (!Number.isSafeInteger(number) || number < 1)
      throw new RangeError(`--${name} ${values[name]}: from 1 on`);
    return number;
  };
  return {
    jobs: count('jobs', 50_000),
    concurrency: count('concurrency', 1000),
    unitsPerSecond: count('units', 1000),
    shards: count('shards', 1),
    seed: count('seed', 1),
    seeds: count('seeds', 2),
  };
}

function options(): ReturnType<typeof readOptions> {
  try {
    return readOptions();
  } catch (fault) {
    console.error(`${fault instanceof Error ? fault.message : fault}\n\n${USAGE}`);
    process.exit(2);
  }
}

const { seed: first, seeds, ...storm } = options();
console.log(
  `${storm.jobs} jobs due in one second, ${storm.concurrency} executors, ${storm.unitsPerSecond} write units a key and second, jobShards ${storm.shards}`,
);
let isBad = false;
for (let seed = first; seed < first + seeds; seed += 1) {
  const began = performance.now();
  const figures = await playStorm({ ...storm, seed });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(`seed ${seed}: ${JSON.stringify({ ...figures, seconds }, null, 2)}`);
  isBad ||= figures.failed + figures.lost > 0 || figures.runTwice > storm.jobs / 1000;
}
process.exitCode = isBad ? 1 : 0;
