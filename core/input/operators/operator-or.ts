import { z } from 'zod';
import { holdsOperator } from './parse.ts';

/** Said of a text without an operator that is not the value either, where nothing says more. */
export const NO_OPERATOR = 'expected a value or an operator';

/** Accepts what `schema` accepts, and a text with an operator, which is evaluated when the run starts (docs/contract.md, 8). */
export function operatorOr<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.string().refine(holdsOperator, NO_OPERATOR)]);
}
