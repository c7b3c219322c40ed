import { LONGEST, refusal, textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The text with every occurrence of one text replaced by another. */
export const replace: Operator = {
  usage: '$Replace(text, search, replacement)',
  arity: [3, 3],
  evaluate: ([text, search, replacement]) => {
    const whole = textOf(text);
    const sought = textOf(search);
    const by = textOf(replacement);
    if (sought === '') throw refusal('needs a text to search for');
    const pieces = whole.split(sought);
    if (whole.length + pieces.length * by.length > LONGEST) throw refusal('makes too long a text');
    return pieces.join(by);
  },
};
