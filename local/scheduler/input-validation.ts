import { z } from 'zod';
import { SchedulerError } from './errors.ts';

/** A string bounded as in the service's API model. */
export function text(min: number, max: number, pattern?: RegExp) {
  const bounded = z.string().min(min).max(max);
  return pattern === undefined ? bounded : bounded.regex(pattern);
}

/** An integer bounded as in the service's API model. */
export function integer(min: number, max: number) {
  return z.int().min(min).max(max);
}

function constraintOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'Member must not be null';
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `Member must have length greater than or equal to ${issue.minimum}`
        : `Member must have value greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `Member must have length less than or equal to ${issue.maximum}`
        : `Member must have value less than or equal to ${issue.maximum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern?.slice(1, -1) ?? issue.format}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return issue.message;
  }
}

function memberOf(issue: z.core.$ZodIssue): string {
  const names = issue.path.map((name) => String(name));
  return names.map((name) => name.charAt(0).toLowerCase() + name.slice(1)).join('.');
}

/**
 * Reads an input by its model. Throws ValidationException naming every bound that was missed, as the service
 * does, or SerializationException where a member has the wrong JSON type.
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;

  const { issues } = parsed.error;
  const mistyped = issues.find(({ code, input }) => code === 'invalid_type' && input !== undefined);
  if (mistyped !== undefined) {
    throw new SchedulerError('SerializationException', `Unexpected type at '${memberOf(mistyped)}'`);
  }
  const details = issues.map((issue) => {
    const shown = issue.input === undefined ? 'null' : `'${String(issue.input)}'`;
    return `Value ${shown} at '${memberOf(issue)}' failed to satisfy constraint: ${constraintOf(issue)}`;
  });
  const count = `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected`;
  throw new SchedulerError('ValidationException', `${count}: ${details.join('; ')}`);
}
