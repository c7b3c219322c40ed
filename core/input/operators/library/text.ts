import { integerOf, joined, literalFault, piecesOf, textOf } from '../arguments.ts';
import { CASE_STEPS, refusal } from '../budget.ts';
import type { PureOperator } from '../operator.ts';

/** Values as text, one after another; the only operator that takes a secret. */
export const concat: PureOperator = {
  usage: '$Concat(a, b, …)',
  arity: [1, 100],
  compute: (args, budget) => joined(args, '', budget),
};

const position = (value: unknown) => integerOf(value, 0);

/** The text from one position to before another, or to its end; positions count from 0. */
export const substring: PureOperator = {
  usage: '$Substring(text, start, end)',
  arity: [2, 3],
  fault: (args) => literalFault(args, 1, position) ?? literalFault(args, 2, position),
  compute: ([text, start, end], budget) =>
    textOf(text, budget).slice(position(start), end === undefined ? undefined : position(end)),
};

/** The text without white space at its ends. */
export const trim: PureOperator = {
  usage: '$Trim(text)',
  arity: [1, 1],
  compute: ([text], budget) => textOf(text, budget).trim(),
};

/** The text in capital letters. */
export const uppercase: PureOperator = {
  usage: '$Uppercase(text)',
  arity: [1, 1],
  compute: ([text], budget) => {
    const whole = textOf(text, budget);
    budget.spend(CASE_STEPS * whole.length);
    return textOf(whole.toUpperCase(), budget);
  },
};

/** The text in small letters. */
export const lowercase: PureOperator = {
  usage: '$Lowercase(text)',
  arity: [1, 1],
  compute: ([text], budget) => {
    const whole = textOf(text, budget);
    budget.spend(CASE_STEPS * whole.length);
    return textOf(whole.toLowerCase(), budget);
  },
};

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

/** The parts of a text between separators, as a list. */
export const split: PureOperator = {
  usage: '$Split(text, separator)',
  arity: [2, 2],
  compute: ([text, separator], budget) => piecesOf(textOf(text, budget), textOf(separator, budget), budget),
};
