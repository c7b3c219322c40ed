import { isRecurring, type ParsedSchedule } from '../parsed-schedule.ts';
import { cronReading } from './cron-reading.ts';
import { durationText, localText } from './moment-text.ts';

/** A schedule in plain English, with its zone and its bounds; `now` is the moment of dispatch, Unix ms. */
export function readingOf(schedule: ParsedSchedule, now: number): string {
  if (!isRecurring(schedule)) {
    return schedule.at === now ? 'Once, at once' : `Once, on ${localText(schedule.at, 'UTC')}`;
  }
  const tz = schedule.kind === 'cron' ? schedule.tz : 'UTC';
  const parts = [
    schedule.kind === 'cron'
      ? `${cronReading(schedule.cron)}, ${zoneText(tz)}`
      : intervalReading(schedule.every),
    ...begins(schedule, now, tz),
    ...(schedule.end === undefined ? [] : [`until ${localText(schedule.end, tz)}`]),
    ...(schedule.limit === undefined
      ? []
      : [schedule.limit === 1 ? 'once only' : `${schedule.limit} times at most`]),
  ];
  return parts.join('; ');
}

function begins(schedule: ParsedSchedule & { kind: 'cron' | 'every' }, now: number, tz: string): string[] {
  if (schedule.kind === 'every') return [`counted from ${localText(schedule.anchor, tz)}`];
  return schedule.start === undefined || schedule.start <= now
    ? []
    : [`from ${localText(schedule.start, tz)} on`];
}

/** "Every hour", not "every 1 hour". */
function intervalReading(every: number): string {
  const text = durationText(every);
  return `Every ${text.includes(',') ? text : text.replace(/^1 /, '')}`;
}

function zoneText(tz: string): string {
  return tz === 'UTC' ? 'in UTC' : `by the clocks of ${tz}`;
}
