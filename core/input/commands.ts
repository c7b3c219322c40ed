import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import type { SchedulePatch } from '../../contract/schedule.ts';
import type { Command } from '../jobs/advance.ts';
import { scheduleSchema } from '../schedule/read-schedule.ts';
import { type Checked, check } from '../validation/check.ts';
import { inMs } from '../validation/fields-at.ts';
import { keptText } from './envelope.ts';

const nothing = z.strictObject({});
const reason = z.strictObject({ reason: keptText(Limits.reasonLength).optional() });
const again = reason.extend({
  delay: inMs(z.int().min(0).max(Limits.delayMs)).optional(),
  new_key: z.boolean().optional(),
});

const once = reason.extend({ idempotency_key: keptText(Limits.triggerKeyLength).optional() });

/** What of a schedule may be changed: its fields, where null takes one away; and why. */
const patch = reason
  .extend(
    Object.fromEntries(
      Object.entries(scheduleSchema.shape).map(([name, field]) => [
        name,
        z.union([field, z.null()]).optional(),
      ]),
    ),
  )
  .refine(
    ({ reason: _why, ...fields }) => Object.keys(fields).length > 0,
    'at least one field of a schedule is expected',
  );

/** The bodies that go with commands on one job. */
export const commandSchemas = {
  cancel: reason,
  pause: reason,
  resume: reason,
  reschedule: patch,
  trigger: once,
  retry: again,
  delete: nothing,
} as const satisfies Record<Command['type'], z.ZodObject>;

/** A command, and why a caller asks for it. */
export type ReasonedCommand = Command & { reason?: string };

/** The body that goes with an undo. */
export const undoSchema = reason;

/** Reads why a command is to be undone. */
export const readUndo = (body: unknown): Checked<{ reason?: string | undefined }> => check(undoSchema, body);

/** Reads the body that goes with a command on one job. */
export const readCommand = {
  cancel: (body) => read(reason, body, (fields) => ({ type: 'cancel', ...fields })),
  pause: (body) => read(reason, body, (fields) => ({ type: 'pause', ...fields })),
  resume: (body) => read(reason, body, (fields) => ({ type: 'resume', ...fields })),
  trigger: (body) => read(once, body, (fields) => ({ type: 'trigger', ...fields })),
  retry: (body) => read(again, body, (fields) => ({ type: 'retry', ...fields, delay: fields.delay ?? 0 })),
  delete: (body) => read(nothing, body, () => ({ type: 'delete' })),
  reschedule: (body) =>
    // What the fields hold is checked again together with those that stay.
    read(patch, body, () => rescheduleOf(body as SchedulePatch & { reason?: string }), ['schedule']),
} as const satisfies Record<Command['type'], (body: unknown) => Checked<ReasonedCommand>>;

const rescheduleOf = ({ reason: why, ...schedule }: SchedulePatch & { reason?: string }) => ({
  type: 'reschedule',
  schedule,
  ...defined({ reason: why }),
});

/** Reads the body of a call that takes none: nothing but an empty object. */
export function readNothing(body: unknown): Checked<object> {
  return check(nothing, body);
}

function read<T extends object>(
  schema: z.ZodType<T>,
  body: unknown,
  toCommand: (fields: T) => unknown,
  base: readonly string[] = [],
): Checked<ReasonedCommand> {
  const checked = check(schema, body, base);
  if (!checked.ok) return checked;
  const fields = Object.entries(checked.value).filter(([, value]) => value !== undefined);
  return { ok: true, value: toCommand(Object.fromEntries(fields) as T) as ReasonedCommand };
}
