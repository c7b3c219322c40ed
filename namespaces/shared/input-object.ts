import { z } from 'zod';
import { type Checked, check } from '../../core/validation/check.ts';

const anyObject = z.looseObject({});

/** Checks that `input` is an object, or one of `schema`; the value is the very object that came, never a copy. */
export function readInputObject(
  input: unknown,
  schema: z.ZodType = anyObject,
): Checked<Record<string, unknown>> {
  const checked = check(schema, input, ['input']);
  return checked.ok ? { ok: true, value: input as Record<string, unknown> } : checked;
}
