import { z } from 'zod';

/** Accepts what `schema` accepts, and a string that is an operator evaluated when the run starts (contract: §4). */
export function operatorOr<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.string().regex(/^\$[A-Za-z]+/, 'expected a value or an operator')]);
}
