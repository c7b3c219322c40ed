import { parseArgs } from 'node:util';
import { defined } from '../../contract/plain-data.ts';
import { type Report, type Scope, simulate } from './scenario.ts';

const USAGE = `npm run simulate -- [--seed N] [--worlds W] [--jobs J] [--days D]

  --seed N    the first world's seed (1)
  --worlds W  how many worlds, of the seeds from N on (1)
  --jobs J    jobs in each (3 to 7; 300 with --days)
  --days D    days over which they are dispatched (two minutes unless told)

The same seed and options give the same world, event by event. It exits with 1 when a promise was broken.`;

/** Jobs of a world of days, unless told: about 20 s on one core, if the days are a year. */
const JOBS_OF_DAYS = 300;

function readOptions(): { seed: number; worlds: number; scope: Scope } {
  const text = { type: 'string' } as const;
  const options = { seed: text, worlds: text, jobs: text, days: text };
  const { values } = parseArgs({ options });
  const count = (name: keyof typeof options) => {
    const value = values[name];
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`--${name} ${value}: from 1 on`);
    return number;
  };
  const days = count('days');
  const jobs = count('jobs') ?? (days === undefined ? undefined : JOBS_OF_DAYS);
  const scope = defined({ jobs, days });
  return { seed: count('seed') ?? 1, worlds: count('worlds') ?? 1, scope };
}

function options(): ReturnType<typeof readOptions> {
  try {
    return readOptions();
  } catch (fault) {
    console.error(`${fault instanceof Error ? fault.message : fault}\n\n${USAGE}`);
    process.exit(2);
  }
}

function table(reports: readonly Report[]): string {
  const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
  const lines: [string, number][] = [
    ['worlds', reports.length],
    ['jobs acknowledged', sum(({ jobs }) => jobs)],
    ['runs', sum(({ runs }) => runs)],
    ['calls (places to die)', sum(({ calls }) => calls)],
    ['virtual job-days', Math.round(sum(({ jobDays }) => jobDays))],
    ['violations', sum(({ violations }) => violations.length)],
  ];
  return lines
    .map(([name, count]) => `${name.padEnd(24)}${count.toLocaleString('en').padStart(14)}`)
    .join('\n');
}

const { seed: first, worlds, scope } = options();
const reports: Report[] = [];
for (let seed = first; seed < first + worlds; seed += 1) {
  const report = await simulate(seed, scope);
  reports.push(report);
  if (report.violations.length > 0) console.log(`seed ${seed}:\n  ${report.violations.join('\n  ')}`);
}
console.log(table(reports));
process.exitCode = reports.some(({ violations }) => violations.length > 0) ? 1 : 0;
