import type { Schedule, SchedulePatch } from '../../contract/schedule.ts';
import type { Checked } from '../validation/check.ts';
import { readSchedule } from './read-schedule.ts';
import { isRecurring, type Timetable } from './timetable.ts';

/** The fields that only one kind of schedule has; a change of kind leaves those of the other behind. */
const OWN = {
  cron: ['every'],
  every: ['cron', 'tz', 'timezone'],
  once: ['cron', 'every', 'tz', 'timezone', 'limit', 'endDate', 'overlap', 'missed'],
} as const;

/**
 * A schedule with some fields changed and others taken away (null). Naming `cron` or `every` makes it one of that
 * kind; taking the one it has away makes it a one-time schedule, which needs `start_at`, else it is due `now`. An interval
 * that has no `start_at` begins one interval after `now`.
 * @param due the earliest moment that is still to run, Unix ms; at most `now`
 */
export function changeSchedule(
  table: Timetable,
  patch: SchedulePatch,
  now: number,
  due: number,
): Checked<Timetable> {
  const present = fieldsOf(table);
  const kind = kindOf(patch) ?? (isTakenAway(table, patch) ? 'once' : table.kind);
  // Where a schedule begins says nothing about one of another kind.
  const inherited = kind === table.kind ? present : { ...present, start_at: undefined };
  const merged: Record<string, unknown> = { ...inherited };
  if (kind !== table.kind) for (const name of OWN[kind]) delete merged[name];
  if (patch.timezone !== undefined) delete merged['tz'];
  Object.assign(merged, patch);
  const set = Object.entries(merged).filter(([, value]) => value !== undefined && value !== null);
  const read = readSchedule(Object.fromEntries(set), kind === table.kind ? due : now);
  if (!read.ok || read.value.kind !== 'every' || (merged['start_at'] ?? null) !== null) return read;
  return { ok: true, value: { ...read.value, anchor: now + read.value.every } };
}

function kindOf(patch: SchedulePatch): 'cron' | 'every' | undefined {
  if (patch.cron !== undefined && patch.cron !== null) return 'cron';
  return patch.every !== undefined && patch.every !== null ? 'every' : undefined;
}

function isTakenAway(table: Timetable, patch: SchedulePatch): boolean {
  return (table.kind === 'cron' && patch.cron === null) || (table.kind === 'every' && patch.every === null);
}

/** A schedule as a caller would write it. */
function fieldsOf(table: Timetable): Schedule {
  const { precision } = table;
  if (!isRecurring(table)) return { start_at: table.at, precision };
  const { limit, end, overlap, missed } = table;
  const common = {
    precision,
    overlap,
    missed,
    ...(limit !== undefined && { limit }),
    ...(end !== undefined && { endDate: end }),
  };
  if (table.kind === 'every') return { every: table.every, start_at: table.anchor, ...common };
  return {
    cron: table.cron,
    tz: table.tz,
    ...(table.start !== undefined && { start_at: table.start }),
    ...common,
  };
}
