import { textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The text in capital letters. */
export const uppercase: Operator = {
  usage: '$Uppercase(text)',
  arity: [1, 1],
  evaluate: ([text]) => textOf(text).toUpperCase(),
};
