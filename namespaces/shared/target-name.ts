import { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { type Checked, check } from '../../core/validation/check.ts';

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
