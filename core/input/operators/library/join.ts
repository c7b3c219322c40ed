import { listOf, textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The items of a list as text with a separator between them, "," unless told. */
export const join: Operator = {
  usage: '$Join(list, separator)',
  arity: [1, 2],
  evaluate: ([list, separator = ',']) => textOf(listOf(list).map(textOf).join(textOf(separator))),
};
