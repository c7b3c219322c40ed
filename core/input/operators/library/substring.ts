import { integerOf, textOf } from '../arguments.ts';
import { literalFault } from '../known-argument.ts';
import type { PureOperator } from '../operator.ts';

const position = (value: unknown) => integerOf(value, 0);

/** The text from one position to before another, or to its end; positions count from 0. */
export const substring: PureOperator = {
  usage: '$Substring(text, start, end)',
  arity: [2, 3],
  fault: (args) => literalFault(args, 1, position) ?? literalFault(args, 2, position),
  compute: ([text, start, end], budget) =>
    textOf(text, budget).slice(position(start), end === undefined ? undefined : position(end)),
};
