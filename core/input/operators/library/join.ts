import { joined, listOf, textOf } from '../arguments.ts';
import type { PureOperator } from '../operator.ts';

/** The items of a list as text with a separator between them, "," unless told. */
export const join: PureOperator = {
  usage: '$Join(list, separator)',
  arity: [1, 2],
  compute: ([list, separator = ','], budget) => joined(listOf(list), textOf(separator, budget), budget),
};
