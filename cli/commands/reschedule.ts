import type { Command } from 'commander';
import { connect, globalsOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { type ScheduleOptions, scheduleOf, withSchedule } from '../schedule-options.ts';
import { jobTable } from '../show.ts';
import { previewCard } from './preview.ts';

const FIELD = {
  at: 'start_at',
  cron: 'cron',
  every: 'every',
  limit: 'limit',
  end: 'endDate',
  tz: 'tz',
} as const;

/** `ductape reschedule job_… --every 5m --without limit` */
export function addReschedule(program: Command, screen: Screen): void {
  const command = program
    .command('reschedule')
    .description('change the schedule; what is not named stays')
    .argument('<id>')
    .option('--without <names>', `take away, by comma: ${Object.keys(FIELD).join(', ')}`)
    .option('--dry-run', 'change nothing, and say what would follow');
  withSchedule(command).action(
    async (id: string, options: ScheduleOptions & { without?: string; dryRun?: true }, self: Command) => {
      const schedule = { ...scheduleOf(options), ...takenAway(options.without) };
      if (Object.keys(schedule).length === 0) throw new UsageError('nothing to change was named');
      if (options.dryRun) {
        const preview = await connect(self).jobs.previewJob(id, { schedule });
        return screen.out(globalsOf(self).json ? JSON.stringify(preview) : previewCard(preview));
      }
      const job = await connect(self).jobs.reschedule(id, schedule);
      screen.out(globalsOf(self).json ? JSON.stringify(job) : jobTable([job]));
    },
  );
}

function takenAway(names = ''): Record<string, null> {
  const fields = names
    .split(',')
    .filter(Boolean)
    .map((name) => {
      const field = Object.entries(FIELD).find(([option]) => option === name)?.[1];
      if (field) return [field, null] as const;
      throw new UsageError(`--without takes ${Object.keys(FIELD).join(', ')}, got ${name}`);
    });
  return Object.fromEntries(fields);
}
