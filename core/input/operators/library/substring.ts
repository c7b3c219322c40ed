import { integerOf, literalFault, textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

const position = (value: unknown) => integerOf(value, 0);

/** The text from one position to before another, or to its end; positions count from 0. */
export const substring: Operator = {
  usage: '$Substring(text, start, end)',
  arity: [2, 3],
  fault: (args) => literalFault(args, 1, position) ?? literalFault(args, 2, position),
  evaluate: ([text, start, end]) =>
    textOf(text).slice(position(start), end === undefined ? undefined : position(end)),
};
