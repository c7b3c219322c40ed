import { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { asRecord } from '../../contract/plain-data.ts';
import type { Schedule, SchedulePatch } from '../../contract/schedule.ts';
import type { Command } from '../jobs/advance.ts';
import { moment } from '../schedule/moment.ts';
import type { ParsedSchedule } from '../schedule/parsed-schedule.ts';
import { readSchedule, scheduleSchema } from '../schedule/read-schedule.ts';
import { type Checked, check } from '../validation/check.ts';
import { commandSchemas } from './commands.ts';

/** The body of a preview. */
export const previewSchema = z.strictObject({
  schedule: scheduleSchema,
  count: z.int().min(1).max(Limits.previewMax).optional(),
  from: moment.optional(),
});

/** The body of a calendar. */
export const calendarSchema = z.strictObject({
  schedule: scheduleSchema,
  year: z.int().min(2000).max(2199).optional(),
});

/** The schedule is read as at dispatch, which knows more than its shape. */
const asGiven = { schedule: z.custom((value) => value !== undefined, 'required') };
const shape = previewSchema.extend(asGiven);
const calendarShape = calendarSchema.extend(asGiven);

/** Reads the body of a calendar, and its schedule as a dispatch now would, or names every mistake of both. */
export function readCalendar(
  body: unknown,
  now: number,
): Checked<{ schedule: ParsedSchedule; year?: number | undefined }> {
  const checked = check(calendarShape, body);
  const schedule = scheduleIn(body, now);
  if (checked.ok && schedule?.ok)
    return { ok: true, value: { schedule: schedule.value, year: checked.value.year } };
  return mistakes(checked, schedule);
}

/** A preview as it was asked for, checked. */
export interface CheckedPreview {
  schedule: ParsedSchedule;
  count: number;
  /** The moment of the imagined dispatch, Unix ms. */
  from: number;
}

/** Reads the body of a preview, and its schedule as a dispatch at `from` would, or names every mistake of both. */
export function readPreview(body: unknown, now: number): Checked<CheckedPreview> {
  const checked = check(shape, body);
  const from = checked.ok ? (checked.value.from ?? now) : fromOf(body, now);
  const schedule = scheduleIn(body, from);
  if (checked.ok && schedule?.ok) {
    return {
      ok: true,
      value: { schedule: schedule.value, count: checked.value.count ?? Limits.previewDefault, from },
    };
  }
  return mistakes(checked, schedule);
}

/** The schedule of a body, where it has one. */
function scheduleIn(body: unknown, from: number): Checked<ParsedSchedule> | undefined {
  const given = typeof body === 'object' && body !== null && 'schedule' in body ? body.schedule : undefined;
  return given === undefined ? undefined : readSchedule(given as Schedule, from);
}

/** All that is wrong with some parts. */
function mistakes(...parts: (Checked<unknown> | undefined)[]): { ok: false; issues: Issue[] } {
  return { ok: false, issues: parts.flatMap((part) => (part && !part.ok ? part.issues : [])) };
}

/** Where the preview begins though something else of it is wrong. */
function fromOf(body: unknown, now: number): number {
  const { from } = asRecord(body) as { from?: unknown };
  return moment.safeParse(from).data ?? now;
}

/** The body of a preview of a job. */
export const jobPreviewSchema = z.strictObject({
  schedule: commandSchemas.reschedule.optional(),
  count: z.int().min(1).max(Limits.previewMax).optional(),
});

/** Reads the body of a preview of a job, whose schedule is what a reschedule would change. */
export function readJobPreview(
  body: unknown,
): Checked<{ change: Extract<Command, { type: 'reschedule' }> | undefined; count: number }> {
  const checked = check(jobPreviewSchema, body);
  if (!checked.ok) return checked;
  const { schedule, count = Limits.previewDefault } = checked.value;
  const change = schedule && ({ type: 'reschedule', schedule: schedule as SchedulePatch } as const);
  return { ok: true, value: { change, count } };
}
