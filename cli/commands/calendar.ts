import type { Command } from 'commander';
import type { ScheduleCalendar } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { type ScheduleOptions, scheduleOf, withSchedule } from '../schedule-options.ts';
import { table } from '../show.ts';
import { readInteger } from '../values.ts';

interface Options extends ScheduleOptions {
  year?: number;
}

/** `ductape calendar --cron '0 9 * * 1' --tz Europe/Paris` */
export function addCalendar(program: Command, screen: Screen): void {
  const command = program
    .command('calendar')
    .description('on which days of a year a schedule runs, and what changes of the clock do to it')
    .option('--year <year>', 'the current one unless told', readInteger);
  withSchedule(command).action(async ({ year, ...options }: Options, self: Command) => {
    const calendar = await connect(self).jobs.getCalendar(scheduleOf(options), year);
    screen.out(globalsOf(self).json ? JSON.stringify(calendar) : calendarCard(calendar));
  });
}

/** The runs of each day, a line for each month, and below them the changes of the clock. */
function calendarCard({ year, tz, days, changes }: ScheduleCalendar): string {
  const months = Array.from({ length: 12 }, (_, month) => {
    const [first, end] = [month, month + 1].map((of) => dayOfYear(year, of));
    const runs = days.slice(first, end);
    const name = new Date(Date.UTC(year, month)).toLocaleString('en', { month: 'short', timeZone: 'UTC' });
    return [name, String(runs.reduce((sum, each) => sum + each, 0)), runs.map(inCell).join(' ')];
  });
  const sum = days.reduce((all, each) => all + each, 0);
  return [
    table([String(year), 'RUNS', `ON EACH DAY (${tz})`], months),
    '',
    `${sum} ${sum === 1 ? 'run' : 'runs'} in ${year}.`,
    ...changes.map(({ code, message }) => `! ${code}: ${message}`),
  ].join('\n');
}

const inCell = (runs: number) => (runs === 0 ? '·' : String(runs));

/** How many days of a year are before a month of it, from 0. */
const dayOfYear = (year: number, month: number) =>
  Math.round((Date.UTC(year, month) - Date.UTC(year, 0)) / 86_400_000);
