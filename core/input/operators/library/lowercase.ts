import { textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The text in small letters. */
export const lowercase: Operator = {
  usage: '$Lowercase(text)',
  arity: [1, 1],
  evaluate: ([text]) => textOf(text).toLowerCase(),
};
