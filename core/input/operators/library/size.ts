import type { PureOperator } from '../operator.ts';
import { refusal } from '../refusal.ts';

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
