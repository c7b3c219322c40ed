import { defined } from '../../contract/plain-data.ts';
import type { Schedule, SchedulePatch } from '../../contract/schedule.ts';
import type { Checked } from '../validation/check.ts';
import { isRecurring, type ParsedSchedule } from './parsed-schedule.ts';
import { readSchedule } from './read-schedule.ts';

/** What a schedule that becomes of this kind leaves behind, but for what the change itself takes away. */
const LEFT = {
  cron: ['every'],
  every: ['cron', 'tz'],
  once: ['tz', 'limit', 'endDate', 'overlap', 'missed'],
} as const;

/**
 * A schedule with some fields changed and others taken away (null). Naming `cron` or `every` makes it one of that
 * kind; taking the one it has away makes it a one-time schedule, which needs `start_at`, else it is due `now`. An interval
 * that has no `start_at` begins one interval after `now`.
 * @param due the earliest moment that is still to run, Unix ms; at most `now`
 */
export function changeSchedule(
  schedule: ParsedSchedule,
  patch: SchedulePatch,
  now: number,
  due: number,
): Checked<ParsedSchedule> {
  const present = fieldsOf(schedule);
  const kind = kindOf(patch) ?? (isTakenAway(schedule, patch) ? 'once' : schedule.kind);
  // Where a schedule begins says nothing about one of another kind.
  const inherited = kind === schedule.kind ? present : { ...present, start_at: undefined };
  const merged: Record<string, unknown> = { ...inherited };
  if (kind !== schedule.kind) for (const name of LEFT[kind]) delete merged[name];
  if (patch.timezone !== undefined) delete merged['tz'];
  Object.assign(merged, patch);
  const set = Object.entries(merged).filter(([, value]) => value !== undefined && value !== null);
  const read = readSchedule(Object.fromEntries(set), kind === schedule.kind ? due : now);
  if (!read.ok || read.value.kind !== 'every' || (merged['start_at'] ?? null) !== null) return read;
  return { ok: true, value: { ...read.value, anchor: now + read.value.every } };
}

function kindOf(patch: SchedulePatch): 'cron' | 'every' | undefined {
  if (patch.cron !== undefined && patch.cron !== null) return 'cron';
  return patch.every !== undefined && patch.every !== null ? 'every' : undefined;
}

function isTakenAway(schedule: ParsedSchedule, patch: SchedulePatch): boolean {
  return (
    (schedule.kind === 'cron' && patch.cron === null) || (schedule.kind === 'every' && patch.every === null)
  );
}

/** A schedule as a caller would write it. */
function fieldsOf(schedule: ParsedSchedule): Schedule {
  const { precision } = schedule;
  if (!isRecurring(schedule)) return { start_at: schedule.at, precision };
  const { limit, end, overlap, missed } = schedule;
  const common = {
    precision,
    overlap,
    missed,
    ...defined({ limit, endDate: end }),
  };
  if (schedule.kind === 'every') return { every: schedule.every, start_at: schedule.anchor, ...common };
  return {
    cron: schedule.cron,
    tz: schedule.tz,
    ...defined({ start_at: schedule.start }),
    ...common,
  };
}
