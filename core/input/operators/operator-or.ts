import { z } from 'zod';
import { NO_OPERATOR } from '../../validation/describe-issue.ts';
import { holdsOperator } from './parse.ts';

/** Accepts what `schema` accepts, and a text with an operator, which is evaluated when the run starts (docs/contract.md, 8). */
export function operatorOr<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.string().refine(holdsOperator, NO_OPERATOR)]);
}
