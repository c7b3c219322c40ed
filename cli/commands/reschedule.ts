import type { Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
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

interface Options extends ScheduleOptions {
  without?: string;
  reason?: string;
  dryRun?: true;
}

/** `ductape reschedule job_… --every 5m --without limit` */
export function addReschedule(program: Command, screen: Screen): void {
  const command = program
    .command('reschedule')
    .description('change the schedule; what is not named stays')
    .argument('<id>')
    .option('--reason <text>', 'told in the audit trail')
    .option('--without <names>', `take away, by comma: ${Object.keys(FIELD).join(', ')}`)
    .option('--dry-run', 'change nothing, and say what would follow');
  withSchedule(command).action(async (id: string, options: Options, self: Command) => {
    const schedule = { ...scheduleOf(options), ...takenAway(options.without) };
    if (Object.keys(schedule).length === 0) throw new UsageError('nothing to change was named');
    const { jobs } = connect(self);
    const { json } = globalsOf(self);
    if (options.dryRun) {
      const preview = await jobs.previewJob(id, { schedule });
      return screen.out(json ? JSON.stringify(preview) : previewCard(preview));
    }
    const job = await jobs.reschedule(id, schedule, defined({ reason: options.reason }));
    screen.out(json ? JSON.stringify(job) : jobTable([job]));
  });
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
