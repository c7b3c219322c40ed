import type { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { describeIssue } from './describe-issue.ts';

/** A value of the shape asked for, or everything that is wrong with it. */
export type Checked<T> = { ok: true; value: T } | { ok: false; issues: Issue[] };

/** Checks `value` against `schema` and names every mistake by its path below `base`. */
export function check<T>(schema: z.ZodType<T>, value: unknown, base: readonly string[] = []): Checked<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, issues: parsed.error.issues.flatMap((issue) => describeIssue(issue, schema, base)) };
}
