import { z } from 'zod';

/** What `schema` accepts, of an object with at most `max` fields; they are counted before any of them is looked at. */
export function boundedFields<T extends z.ZodType>(schema: T, max: number): T {
  return z.preprocess((given, context) => {
    const count = typeof given === 'object' && given !== null ? Object.keys(given).length : 0;
    if (count <= max) return given;
    context.issues.push({
      code: 'custom',
      message: `must have at most ${max} fields; got ${count}`,
      input: given,
      continue: false,
    });
    return given;
  }, schema) as unknown as T;
}
