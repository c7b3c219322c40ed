import { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS, type Schedule } from '../../contract/schedule.ts';
import { type Checked, check } from '../validation/check.ts';
import { inMs } from '../validation/fields-at.ts';
import { nextCron } from './cron.ts';
import { cronFields } from './cron-fields.ts';
import { isLocal, moment } from './moment.ts';
import { firstOccurrence } from './occurrences.ts';
import type { ParsedSchedule } from './parsed-schedule.ts';
import { instantOf } from './wall-clock.ts';
import { readZone, zoneFault } from './zone.ts';

export const scheduleSchema = z.strictObject({
  start_at: moment.optional(),
  cron: z.string().max(Limits.cronLength).optional(),
  every: inMs(z.int().min(Limits.everyMs).max(Limits.everyMaxMs)).optional(),
  limit: z.int().min(1).optional(),
  endDate: moment.optional(),
  tz: z.string().optional(),
  timezone: z.string().optional(),
  overlap: z.enum(OVERLAP_POLICIES).optional(),
  missed: z.enum(MISSED_POLICIES).optional(),
  precision: z.enum(PRECISIONS).optional(),
});

const LATEST = new Date(Limits.latestMs).toISOString();

type Fields = z.output<typeof scheduleSchema>;

/**
 * Reads a schedule as a caller wrote it, or names every mistake (docs/contract.md, 3). A missing
 * schedule, or a one-time `start_at` that is past, is due `now`.
 */
export function readSchedule(schedule: Schedule | undefined, now: number): Checked<ParsedSchedule> {
  const shape = check(scheduleSchema, schedule === undefined ? {} : schedule, ['schedule']);
  const given = shape.ok ? shape.value : wellFormed(schedule);
  const name = given.tz ?? given.timezone ?? 'UTC';
  const zone = readZone(name);
  const tz = zone ?? 'UTC';
  const fields = { ...given, ...localMoments(schedule, given, tz) };
  const issues = [...(shape.ok ? [] : shape.issues), ...contradictions(fields, hasLocalMoment(schedule))];
  if (!zone) issues.push(issue(fields.tz === undefined ? 'timezone' : 'tz', zoneFault(name)));
  const from = Math.max(now, fields.start_at ?? now);
  const fault = fields.cron === undefined ? undefined : cronFault(fields.cron, tz, from);
  if (fault) issues.push(issue('cron', fault));
  if (issues.length > 0) return { ok: false, issues };

  const parsed = parse(fields, tz, now);
  if (parsed.kind !== 'once' && firstOccurrence(parsed, now) === null) {
    const first = firstOccurrence({ ...parsed, end: Number.POSITIVE_INFINITY }, now);
    const when = first === null ? '' : `, which is ${new Date(first).toISOString()}`;
    return { ok: false, issues: [issue('endDate', `is before the first occurrence${when}`)] };
  }
  return { ok: true, value: parsed };
}

/** Whether a moment is a text without an offset, which the zone is there to read. */
function hasLocalMoment(schedule: Schedule | undefined): boolean {
  return [schedule?.start_at, schedule?.endDate].some((text) => typeof text === 'string' && isLocal(text));
}

/** The moments that were written without an offset, as the clocks of the schedule's zone show them. */
function localMoments(schedule: Schedule | undefined, fields: Fields, tz: string): Fields {
  const read = (['start_at', 'endDate'] as const).flatMap((name) => {
    const [text, wall] = [schedule?.[name], fields[name]];
    if (wall === undefined || typeof text !== 'string' || !isLocal(text)) return [];
    return [[name, Math.min(instantOf(tz, wall), Limits.latestMs)]];
  });
  return Object.fromEntries(read);
}

function parse(fields: Fields, tz: string, now: number): ParsedSchedule {
  const precision = fields.precision ?? 'second';
  const recurrence = {
    ...defined({ end: fields.endDate, limit: fields.limit }),
    overlap: fields.overlap ?? 'skip',
    missed: fields.missed ?? 'latest',
    precision,
  } as const;
  if (fields.cron !== undefined) {
    const start = fields.start_at !== undefined && { start: fields.start_at };
    return { kind: 'cron', cron: fields.cron.trim(), tz, ...start, ...recurrence };
  }
  if (fields.every !== undefined) {
    return { kind: 'every', every: fields.every, anchor: fields.start_at ?? now, ...recurrence };
  }
  return { kind: 'once', at: Math.max(fields.start_at ?? now, now), precision };
}

/** The fields that are of the right shape, so that contradictions among them are named beside the others. */
function wellFormed(schedule: unknown): Fields {
  if (typeof schedule !== 'object' || schedule === null) return {};
  const entries = Object.entries(schedule).flatMap(([name, value]) => {
    const single = scheduleSchema.safeParse({ [name]: value });
    return single.success ? Object.entries(single.data) : [];
  });
  return Object.fromEntries(entries);
}

function contradictions(fields: Fields, usesZone: boolean): Issue[] {
  const issues: Issue[] = [];
  const recurring = fields.cron !== undefined || fields.every !== undefined;
  if (fields.cron !== undefined && fields.every !== undefined)
    issues.push(issue('every', 'cannot stand beside cron'));
  if (!recurring) {
    for (const name of ['limit', 'endDate', 'overlap', 'missed'] as const) {
      if (fields[name] !== undefined) issues.push(issue(name, 'needs cron or every'));
    }
  }
  for (const name of ['tz', 'timezone'] as const) {
    if (fields[name] !== undefined && fields.cron === undefined && !usesZone)
      issues.push(issue(name, 'needs cron, or a start_at or endDate that names no offset'));
  }
  if (fields.tz !== undefined && fields.timezone !== undefined && fields.tz !== fields.timezone) {
    issues.push(issue('timezone', 'is another name of tz and says something else'));
  }
  return issues;
}

function cronFault(cron: string, tz: string, from: number): string | undefined {
  try {
    cronFields(cron);
  } catch (error) {
    return `not a valid cron expression: ${error instanceof Error ? error.message : error}`;
  }
  const first = nextCron(cron, tz, from - 1);
  if (first === null) return 'never fires: no date in the future matches it';
  return first > Limits.latestMs ? `never fires: its first date is after ${LATEST}` : undefined;
}

const issue = (name: string, message: string): Issue => ({ path: `schedule.${name}`, message });
