import { Argument, type Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import { NAMESPACES, type NamedSchedule, type Namespace } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { type BodyOptions, readDispatch, withBody } from '../dispatch-options.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { type ScheduleOptions, withSchedule } from '../schedule-options.ts';
import { jobCard, moment, table, when } from '../show.ts';
import { readInteger } from '../values.ts';
import { addScheduleSets } from './schedule-sets.ts';

const EXAMPLE = `
Example, with the sample config; a second time it changes nothing:
  ductape schedules upsert daily-report actions --product shop --env dev --cron '0 9 * * *' \\
    --data '{"app":"payments","event":"charge","input":{"amount":5}}'`;

/** `ductape schedules upsert`, `list`, `get` and `delete`, and what is done with the schedules of a config */
export function addSchedules(program: Command, screen: Screen): void {
  const schedules = program
    .command('schedules')
    .description('schedules that have a name: declared twice, there is one');

  const upsert = schedules
    .command('upsert')
    .description('declare a schedule: make it, or change what is different')
    .argument('<name>')
    .addArgument(new Argument('[namespace]', 'unless the data have it').choices(NAMESPACES))
    .addHelpText('after', EXAMPLE);
  withSchedule(withBody(upsert)).action(
    async (
      name: string,
      namespace: Namespace | undefined,
      options: BodyOptions & ScheduleOptions,
      self: Command,
    ) => {
      const declaration = { ...(await readDispatch(options, self)), ...defined({ namespace }) };
      if (!('namespace' in declaration))
        throw new UsageError(`a namespace is missing: ${NAMESPACES.join(', ')}`);
      const schedule = await connect(self).schedules.upsert(name, declaration as never);
      if (globalsOf(self).json) return screen.out(JSON.stringify(schedule));
      const { job, outcome } = schedule;
      screen.out(`${name}  ${outcome}  ${job.id}  ${moment(job.next_run_at)}`);
    },
  );

  schedules
    .command('list')
    .description('the schedules of --product and --env, by name')
    .option('--limit <schedules>', 'in a page, at most 100', readInteger, 50)
    .option('--cursor <cursor>', 'of the page before')
    .action(async ({ limit, cursor }: { limit: number; cursor?: string }, self: Command) => {
      const page = await connect(self).schedules.list({ limit, ...defined({ cursor }) });
      if (globalsOf(self).json) return screen.out(JSON.stringify(page));
      screen.out(page.schedules.length > 0 ? scheduleTable(page.schedules) : 'No schedules.');
      if (page.cursor !== undefined) screen.out(`More: --cursor ${page.cursor}`);
    });

  schedules
    .command('get')
    .description('one schedule with its job')
    .argument('<name>')
    .action(async (name: string, _options: object, self: Command) => {
      const schedule = await connect(self).schedules.get(name);
      screen.out(globalsOf(self).json ? JSON.stringify(schedule) : jobCard(schedule.job));
    });

  schedules
    .command('delete')
    .description('end a schedule: its job is cancelled, its history stays')
    .argument('<name>')
    .action(async (name: string, _options: object, self: Command) => {
      const deleted = await connect(self).schedules.delete(name);
      screen.out(globalsOf(self).json ? JSON.stringify(deleted) : 'deleted');
    });

  addScheduleSets(schedules, screen);
}

function scheduleTable(schedules: readonly NamedSchedule[]): string {
  const rows = schedules.map(({ name, declared_by, job }) => [
    name,
    job.status,
    declared_by,
    job.target,
    when(job),
    String(job.execution_count),
    moment(job.next_run_at),
    job.id,
  ]);
  return table(['NAME', 'STATUS', 'BY', 'TARGET', 'WHEN', 'RUNS', 'NEXT', 'JOB'], rows);
}
