import { z } from 'zod';
import type { Resource } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import type { Target } from '../../core/jobs/payload.ts';
import { type Checked, check } from '../../core/validation/check.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';

const nameSchema = z.string().min(1).max(Limits.tagLength);

/** Which of several fields with one meaning was given, and the name in it. */
export interface TargetName {
  field: string;
  name: string;
}

/** Reads the one field of `fields` that is given; none or several of them are an issue. */
export function readTargetName(
  body: Record<string, unknown>,
  fields: readonly [string, ...string[]],
): Checked<TargetName> {
  const given = fields.filter((field) => Object.hasOwn(body, field) && body[field] !== undefined);
  const [field, ...rest] = given;
  if (field === undefined) {
    const message = fields.length > 1 ? `required (one of ${fields.join(', ')})` : 'required';
    return { ok: false, issues: [{ path: fields[0], message }] };
  }
  if (rest.length > 0) {
    const message = `give only one of ${given.join(', ')}`;
    return { ok: false, issues: rest.map((path) => ({ path, message })) };
  }
  const checked = check(nameSchema, body[field], [field]);
  return checked.ok ? { ok: true, value: { field, name: checked.value } } : checked;
}

/** Everything that is wrong with any of them. */
export function issuesOf(...checks: readonly Checked<unknown>[]): Issue[] {
  return checks.flatMap((checked) => (checked.ok ? [] : checked.issues));
}

const anyObject = z.looseObject({});

/** Checks that `input` is an object, or one of `schema`; the value is the very object that came, never a copy. */
export function readInputObject(
  input: unknown,
  schema: z.ZodType = anyObject,
): Checked<Record<string, unknown>> {
  const checked = check(schema, input, ['input']);
  return checked.ok ? { ok: true, value: input as Record<string, unknown> } : checked;
}

/** Says that a resource has no such event or operation, and what is known instead. */
export function unknownOperation(
  { event, operation = '' }: Target,
  resource: Resource,
  operations: readonly string[],
): string {
  if (event === undefined) return unknownName('operation', operation, operations);
  const events = 'events' in resource ? (resource.events ?? {}) : {};
  return unknownName('event', event, Object.keys(events));
}
