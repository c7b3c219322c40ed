import { textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** Values as text, one after another. */
export const concat: Operator = {
  usage: '$Concat(a, b, …)',
  arity: [1, 100],
  evaluate: (args) => textOf(args.map(textOf).join('')),
};
