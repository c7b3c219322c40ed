import { z } from 'zod';
import { holdsOperator } from '../input/operators/parse.ts';

/** Accepts what `schema` accepts, and a text with an operator, which is evaluated when the run starts (contract: §4). */
export function operatorOr<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.string().refine(holdsOperator, 'expected a value or an operator')]);
}
