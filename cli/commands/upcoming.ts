import type { Command } from 'commander';
import type { Upcoming, UpcomingFilter, UpcomingJob } from '../../sdk/index.ts';
import { connect, type GlobalOptions, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { moment, runsIn, table } from '../show.ts';
import { readInteger, readMoment } from '../values.ts';

/** `ductape upcoming` */
export function addUpcoming(program: Command, screen: Screen): void {
  program
    .command('upcoming')
    .description('what is due to run, within an hour unless told')
    .option('--from <moment>', 'ISO 8601, Unix ms, +30m; now unless told', readMoment)
    .option('--to <moment>', 'at most a day later', readMoment)
    .option('--limit <jobs>', 'at most 200', readInteger, 200)
    .action(async (options: UpcomingFilter, self: Command) => {
      const { product, env } = self.optsWithGlobals<GlobalOptions>();
      const asked = Object.entries({ ...options, product, env }).filter(([, value]) => value !== undefined);
      const upcoming = await connect(self).jobs.listUpcoming(Object.fromEntries(asked));
      if (globalsOf(self).json) return screen.out(JSON.stringify(upcoming));
      screen.out(upcoming.jobs.length > 0 ? upcomingTable(upcoming.jobs) : 'Nothing is due to run.');
      const sum = sumOf(upcoming);
      if (sum !== undefined) screen.out(sum);
      if (upcoming.more) screen.out('There may be more jobs.');
    });
}

function upcomingTable(jobs: readonly UpcomingJob[]): string {
  const rows = jobs.map((job) => [
    moment(job.times[0] ?? job.retry_at),
    job.id,
    job.name ?? job.target,
    `${job.product}/${job.env}`,
    job.times.length === 0 ? 'another attempt' : runs(job),
    job.held?.reason ?? '',
  ]);
  return table(['FIRST', 'JOB', 'TARGET', 'PRODUCT', 'RUNS', 'HELD'], rows);
}

const runs = ({ times, count, last }: UpcomingJob) =>
  last === undefined ? String(times.length) : `${count} until ${moment(last)}`;

/** How many runs are due, and when most of them are. */
function sumOf({ buckets }: Upcoming): string | undefined {
  const sum = buckets.reduce((all, [, due]) => all + due, 0);
  const [busiest] = buckets.toSorted(([, a], [, b]) => b - a);
  if (busiest === undefined || sum < 2) return undefined;
  return `${runsIn(sum)} in all, most from ${moment(busiest[0])} on: ${busiest[1]}`;
}
