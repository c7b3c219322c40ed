import { numberOf } from '../arguments.ts';
import { literalFault } from '../known-argument.ts';
import type { PureOperator } from '../operator.ts';

/** The sum of numbers. */
export const add: PureOperator = {
  usage: '$Add(a, b, …)',
  arity: [2, 100],
  fault: (args) => args.map((_, i) => literalFault(args, i, numberOf)).find(Boolean),
  compute: (args) => numberOf(args.reduce<number>((sum, value) => sum + numberOf(value), 0)),
};

/** The first number less the second. */
export const subtract: PureOperator = {
  usage: '$Subtract(a, b)',
  arity: [2, 2],
  fault: (args) => literalFault(args, 0, numberOf) ?? literalFault(args, 1, numberOf),
  compute: ([a, b]) => numberOf(a) - numberOf(b),
};
