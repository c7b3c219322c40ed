import { joined } from '../arguments.ts';
import type { PureOperator } from '../operator.ts';

/** Values as text, one after another; the only operator that takes a secret. */
export const concat: PureOperator = {
  usage: '$Concat(a, b, …)',
  arity: [1, 100],
  compute: (args, budget) => joined(args, '', budget),
};
