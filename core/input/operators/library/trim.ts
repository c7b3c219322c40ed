import { textOf } from '../arguments.ts';
import type { PureOperator } from '../operator.ts';

/** The text without white space at its ends. */
export const trim: PureOperator = {
  usage: '$Trim(text)',
  arity: [1, 1],
  compute: ([text], budget) => textOf(text, budget).trim(),
};
