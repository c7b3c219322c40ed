import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import type { SchedulePatch } from '../../contract/schedule.ts';
import type { Command } from '../jobs/advance.ts';
import { scheduleSchema } from '../schedule/read-schedule.ts';
import { type Checked, check } from '../validation/check.ts';
import { inMs } from '../validation/fields-at.ts';

const nothing = z.strictObject({});
const reason = z.strictObject({ reason: z.string().min(1).max(500).optional() });
const again = z.strictObject({
  delay: inMs(z.int().min(0).max(Limits.delayMs)).optional(),
  new_key: z.boolean().optional(),
});

/** What of a schedule may be changed: its fields, where null takes one away. */
const patch = z
  .strictObject(
    Object.fromEntries(
      Object.entries(scheduleSchema.shape).map(([name, field]) => [
        name,
        z.union([field, z.null()]).optional(),
      ]),
    ),
  )
  .refine((fields) => Object.keys(fields).length > 0, 'at least one field of a schedule is expected');

/** The bodies that go with commands on one job. */
export const commandSchemas = {
  cancel: reason,
  pause: nothing,
  resume: nothing,
  reschedule: patch,
  trigger: nothing,
  retry: again,
  delete: nothing,
} as const satisfies Record<Command['type'], z.ZodObject>;

/** Reads the body that goes with a command on one job. */
export const readCommand = {
  cancel: (body) => read(reason, body, (fields) => ({ type: 'cancel', ...fields })),
  pause: (body) => read(nothing, body, () => ({ type: 'pause' })),
  resume: (body) => read(nothing, body, () => ({ type: 'resume' })),
  trigger: (body) => read(nothing, body, () => ({ type: 'trigger' })),
  retry: (body) => read(again, body, (fields) => ({ type: 'retry', ...fields, delay: fields.delay ?? 0 })),
  delete: (body) => read(nothing, body, () => ({ type: 'delete' })),
  reschedule: (body) =>
    // What the fields hold is checked again together with those that stay.
    read(patch, body, () => ({ type: 'reschedule', schedule: body as SchedulePatch }), ['schedule']),
} as const satisfies Record<Command['type'], (body: unknown) => Checked<Command>>;

/** Reads the body of a call that takes none: nothing but an empty object. */
export function readNothing(body: unknown): Checked<object> {
  return check(nothing, body);
}

function read<T extends object>(
  schema: z.ZodType<T>,
  body: unknown,
  toCommand: (fields: T) => unknown,
  base: readonly string[] = [],
): Checked<Command> {
  const checked = check(schema, body, base);
  if (!checked.ok) return checked;
  const fields = Object.entries(checked.value).filter(([, value]) => value !== undefined);
  return { ok: true, value: toCommand(Object.fromEntries(fields) as T) as Command };
}
