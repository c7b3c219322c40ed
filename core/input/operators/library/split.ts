import { textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The parts of a text between separators, as a list. */
export const split: Operator = {
  usage: '$Split(text, separator)',
  arity: [2, 2],
  evaluate: ([text, separator]) => textOf(text).split(textOf(separator)),
};
