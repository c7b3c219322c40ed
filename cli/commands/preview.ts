import type { Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import type { SchedulePreview } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { type ScheduleOptions, scheduleOf, withSchedule } from '../schedule-options.ts';
import { table } from '../show.ts';
import { readInteger, readMoment } from '../values.ts';

interface Options extends ScheduleOptions {
  count?: number;
  from?: number | string;
}

/** `ductape preview --cron '0 9 * * 1' --tz Europe/Paris` */
export function addPreview(program: Command, screen: Screen): void {
  const command = program
    .command('preview')
    .description('what a schedule means: its next runs, warnings and price; no job is made')
    .option('--count <occurrences>', 'to list, at most 100; default 10', readInteger)
    .option('--from <moment>', 'as if dispatched then: ISO 8601, Unix ms, or +5m from now', readMoment);
  withSchedule(command).action(async ({ count, from, ...options }: Options, self: Command) => {
    const preview = await connect(self).jobs.preview(scheduleOf(options), defined({ count, from }));
    screen.out(globalsOf(self).json ? JSON.stringify(preview) : previewCard(preview));
  });
}

/** A preview, as lines. */
export function previewCard({
  reading,
  tz,
  occurrences,
  ends,
  warnings,
  transport,
  price,
}: SchedulePreview): string {
  const rows = occurrences.map(({ utc, local, ends_by }) => [utc, local, ends_by ? `last (${ends_by})` : '']);
  const more = ends?.local !== undefined && occurrences.every((each) => each.ends_by === undefined);
  return [
    `${reading}.`,
    ...warnings.map(({ code, message }) => `! ${code}: ${message}`),
    '',
    table(['UTC', `LOCAL (${tz})`, ''], rows).replaceAll(/ +$/gm, ''),
    ...(more ? [`…\nLast: ${ends.local} (${ends.by})`] : []),
    '',
    `Carried by ${CARRIED[transport.by]}`,
    ...transport.expressions.map((expression) => `  ${expression}${zoneOf(transport.timezone)}`),
    `Costs $${price.usd} in the next 30 days. ${price.basis}`,
  ].join('\n');
}

const CARRIED = {
  native: 'EventBridge itself, sharpened by SQS:',
  coarse: 'SQS; EventBridge cannot express it and looks after it by',
  'one-time': 'a one-time schedule of EventBridge:',
  queue: 'a delayed message of SQS.',
};

const zoneOf = (timezone: string | undefined) => (timezone === undefined ? '' : ` in ${timezone}`);
