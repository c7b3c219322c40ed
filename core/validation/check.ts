import { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { describeIssue } from './describe-issue.ts';

/** A value of the shape asked for, or everything that is wrong with it. */
export type Checked<T> = { ok: true; value: T } | { ok: false; issues: Issue[] };

/**
 * Checks `value` against `schema` and names every mistake by its path below `base`.
 * @param unread tells texts whose format is not known yet and is not held against them
 */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  base: readonly string[] = [],
  unread: (text: string) => boolean = () => false,
): Checked<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.filter((issue) => !isOfFormat(issue, unread));
  // All else is as the schema has it, so it is a T as much as one whose texts are known.
  if (issues.length === 0) return { ok: true, value: value as T };
  const told = issues.filter(
    (issue, at) => !issues.some((other, later) => later > at && covers(other, issue)),
  );
  return { ok: false, issues: told.flatMap((issue) => describeIssue(issue, schema, base)) };
}

/** Whether the issue is only about the format of a text that is not known yet. */
function isOfFormat(issue: z.core.$ZodIssue, unread: (text: string) => boolean): boolean {
  if (issue.code === 'invalid_union')
    return issue.errors.some((branch) => branch.every((inner) => isOfFormat(inner, unread)));
  return issue.code === 'invalid_format' && typeof issue.input === 'string' && unread(issue.input);
}

/** Whether `other` says the same of the same value by a narrower bound, as that of integers is one for all of them. */
function covers(other: z.core.$ZodIssue, issue: z.core.$ZodIssue): boolean {
  return (
    (issue.code === 'too_big' || issue.code === 'too_small') &&
    other.code === issue.code &&
    other.path.join('.') === issue.path.join('.')
  );
}

/** What `schema` accepts, of an object with at most `max` fields; they are counted before any of them is looked at. */
export function boundedFields<T extends z.ZodType>(schema: T, max: number): T {
  return z.preprocess((given, context) => {
    const count = typeof given === 'object' && given !== null ? Object.keys(given).length : 0;
    if (count > max)
      context.issues.push({
        code: 'custom',
        message: `must have at most ${max} fields; got ${count}`,
        input: given,
      });
    return given;
  }, schema) as unknown as T;
}
