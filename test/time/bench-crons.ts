import fc from 'fast-check';
import { percentile } from '../../bench/measure.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { nextCron } from '../../core/schedule/cron.ts';
import { readSchedule } from '../../core/schedule/read-schedule.ts';
import { transitions } from '../../core/schedule/transitions.ts';
import { DAY } from '../../core/time/units.ts';
import { previewSchedule } from '../../core/usecases/manage/preview-schedule.ts';
import { anySchedule, NASTY } from './nasty-schedules.ts';

/**
 * How many random schedules are read, previewed and advanced. What each takes is told in ms of this thread's processor time, so
 * that a busy machine tells about the same; kernels that count it by ticks round it to 4 ms.
 */
const COUNT = Number(process.env['BENCH_CRONS'] ?? 10_000);
const YEAR = 366 * DAY;
const NEAR = 600_000;

interface Sample {
  ms: number;
  what: string;
}

const samples: Record<'read or refuse' | 'preview, count 100' | 'next', Sample[]> = {
  'read or refuse': [],
  'preview, count 100': [],
  next: [],
};

function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function measure(kind: keyof typeof samples, what: string, work: () => unknown): void {
  const begun = spent();
  try {
    work();
  } catch {
    // Refused, which takes time too.
  }
  samples[kind].push({ ms: spent() - begun, what });
}

/** Where a run is likeliest to be hard to find: around the next change of the clock. */
function momentsOf(tz: string, from: number): number[] {
  const change = transitions(tz, from, from + YEAR)[0]?.at ?? from;
  return [from, change - 1, change - 1000, change, change + 3_599_000];
}

function measureAll(schedule: Schedule, from: number): void {
  const what = `${JSON.stringify(schedule)} from ${new Date(from).toISOString()}`;
  measure('preview, count 100', what, () => previewSchedule({ schedule, from, count: 100 }, from, NEAR));
  measure('read or refuse', what, () => readSchedule({ ...schedule, cron: ` ${schedule.cron}` }, from));
  const read = readSchedule(schedule, from);
  if (!read.ok || read.value.kind !== 'cron') return;
  const { cron, tz } = read.value;
  for (const after of momentsOf(tz, from)) {
    measure('next', `${what}, after ${new Date(after).toISOString()}`, () => nextCron(cron, tz, after));
  }
}

const random = fc.sample(anySchedule, { numRuns: COUNT, seed: 20270328 });
// What is compiled at first use is compiled before anything counts.
for (const { schedule, from } of random.slice(0, 200)) measureAll(schedule, from);
for (const each of Object.values(samples)) each.length = 0;

for (const { schedule, from } of [...NASTY, ...random]) measureAll(schedule, from);

console.table(
  Object.fromEntries(
    Object.entries(samples).map(([kind, all]) => {
      const ms = all.map((each) => each.ms).sort((a, b) => a - b);
      const at = (share: number) => Number(percentile(ms, share).toFixed(2));
      return [kind, { times: ms.length, p50: at(50), p99: at(99), 'p99.9': at(99.9), slowest: at(100) }];
    }),
  ),
);
for (const [kind, all] of Object.entries(samples)) {
  console.log(`\nThe slowest of ${kind}, ms:`);
  for (const { ms, what } of all.sort((a, b) => b.ms - a.ms).slice(0, 5))
    console.log(ms.toFixed(2).padStart(8), what);
}
