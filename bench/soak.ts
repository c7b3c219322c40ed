import { parseArgs } from 'node:util';
import { MINUTE } from '../core/time/units.ts';
import { soak } from './soak/run.ts';

/** `npm run soak -- [--minutes 30] [--jobs 2000]`: exit code 1 when something is not accounted for. */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, jobs: { type: 'string', default: '2000' } },
});
const jobs = Number(values.jobs);
const verdict = await soak({
  jobs,
  frequent: Math.max(8, Math.round(jobs / 125)),
  duration: Number(values.minutes) * MINUTE,
  killEvery: 3000,
  commandEvery: 5000,
  // Longer than a tick of five minutes, its lateness and a sweep.
  settleWithin: 7 * MINUTE,
  say: (line) => void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
});
if (verdict.faults.length > 0 || verdict.unsettled > 0) process.exitCode = 1;
