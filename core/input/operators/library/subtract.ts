import { numberOf } from '../arguments.ts';
import { literalFault } from '../known-argument.ts';
import type { PureOperator } from '../operator.ts';

/** The first number less the second. */
export const subtract: PureOperator = {
  usage: '$Subtract(a, b)',
  arity: [2, 2],
  fault: (args) => literalFault(args, 0, numberOf) ?? literalFault(args, 1, numberOf),
  compute: ([a, b]) => numberOf(a) - numberOf(b),
};
