import { joined, piecesOf, textOf } from '../arguments.ts';
import type { PureOperator } from '../operator.ts';
import { refusal } from '../refusal.ts';

/** The text with every occurrence of one text replaced by another. */
export const replace: PureOperator = {
  usage: '$Replace(text, search, replacement)',
  arity: [3, 3],
  compute: ([text, search, replacement], budget) => {
    const sought = textOf(search, budget);
    if (sought === '') throw refusal('needs a text to search for');
    return joined(piecesOf(textOf(text, budget), sought, budget), textOf(replacement, budget), budget);
  },
};
