import { isRecurring, type Timetable } from '../timetable.ts';
import { cronReading } from './cron-reading.ts';
import { durationText, localText } from './moment-text.ts';

/** A schedule in plain English, with its zone and its bounds; `now` is the moment of dispatch, Unix ms. */
export function readingOf(table: Timetable, now: number): string {
  if (!isRecurring(table)) {
    return table.at === now ? 'Once, at once' : `Once, on ${localText(table.at, 'UTC')}`;
  }
  const tz = table.kind === 'cron' ? table.tz : 'UTC';
  const parts = [
    table.kind === 'cron' ? `${cronReading(table.cron)}, ${zoneText(tz)}` : intervalReading(table.every),
    ...begins(table, now, tz),
    ...(table.end === undefined ? [] : [`until ${localText(table.end, tz)}`]),
    ...(table.limit === undefined ? [] : [table.limit === 1 ? 'once only' : `${table.limit} times at most`]),
  ];
  return parts.join('; ');
}

function begins(table: Timetable & { kind: 'cron' | 'every' }, now: number, tz: string): string[] {
  if (table.kind === 'every') return [`counted from ${localText(table.anchor, tz)}`];
  return table.start === undefined || table.start <= now ? [] : [`from ${localText(table.start, tz)} on`];
}

/** "Every hour", not "every 1 hour". */
function intervalReading(every: number): string {
  const text = durationText(every);
  return `Every ${text.includes(',') ? text : text.replace(/^1 /, '')}`;
}

function zoneText(tz: string): string {
  return tz === 'UTC' ? 'in UTC' : `by the clocks of ${tz}`;
}
