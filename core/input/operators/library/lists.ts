import { ErrorCode } from '../../../../contract/errors.ts';
import { RunError } from '../../../errors/run-error.ts';
import { integerOf, joined, listOf, textOf } from '../arguments.ts';
import { refusal } from '../budget.ts';
import type { PureOperator } from '../operator.ts';

/** The items of a list as text with a separator between them, "," unless told. */
export const join: PureOperator = {
  usage: '$Join(list, separator)',
  arity: [1, 2],
  compute: ([list, separator = ','], budget) => joined(listOf(list), textOf(separator, budget), budget),
};

/** One item of a list by its position, from 0, or from the end if negative; or one field of an object by its name. */
export const pick: PureOperator = {
  usage: '$Pick(list, index)',
  arity: [2, 2],
  compute: ([from, which]) => {
    if (typeof from !== 'object' || from === null) throw refusal('expected a list or an object to pick from');
    const found = Array.isArray(from)
      ? from.at(integerOf(which))
      : Object.hasOwn(from, String(which))
        ? Reflect.get(from, String(which))
        : undefined;
    if (found !== undefined) return found;
    throw new RunError(ErrorCode.NotFound, 'there is nothing at that place to pick');
  },
};

/** How many characters a text, items a list, or fields an object has. */
export const size: PureOperator = {
  usage: '$Size(value)',
  arity: [1, 1],
  compute: ([value]) => countOf(value),
};

/** The same as `$Size`. */
export const length: PureOperator = { ...size, usage: '$Length(value)' };

function countOf(value: unknown): number {
  if (typeof value === 'string') return charactersOf(value);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw refusal('expected a text, a list or an object');
}

/** Characters as a reader counts code points: a pair of surrogates is one. */
function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
