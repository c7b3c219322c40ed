import { literalFault, numberOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The first number less the second. */
export const subtract: Operator = {
  usage: '$Subtract(a, b)',
  arity: [2, 2],
  fault: (args) => literalFault(args, 0, numberOf) ?? literalFault(args, 1, numberOf),
  evaluate: ([a, b]) => numberOf(a) - numberOf(b),
};
