import { literalFault, numberOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The sum of numbers. */
export const add: Operator = {
  usage: '$Add(a, b, …)',
  arity: [2, 100],
  fault: (args) => args.map((_, i) => literalFault(args, i, numberOf)).find(Boolean),
  evaluate: (args) => numberOf(args.reduce<number>((sum, value) => sum + numberOf(value), 0)),
};
