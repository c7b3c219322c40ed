import { textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The text without white space at its ends. */
export const trim: Operator = {
  usage: '$Trim(text)',
  arity: [1, 1],
  evaluate: ([text]) => textOf(text).trim(),
};
