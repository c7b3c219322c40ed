import { piecesOf, textOf } from '../arguments.ts';
import type { PureOperator } from '../operator.ts';

/** The parts of a text between separators, as a list. */
export const split: PureOperator = {
  usage: '$Split(text, separator)',
  arity: [2, 2],
  compute: ([text, separator], budget) => piecesOf(textOf(text, budget), textOf(separator, budget), budget),
};
