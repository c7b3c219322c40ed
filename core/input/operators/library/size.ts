import { refusal } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** How many characters a text, items a list, or fields an object has. */
export const size: Operator = {
  usage: '$Size(value)',
  arity: [1, 1],
  evaluate: ([value]) => countOf(value),
};

/** The same as `$Size`. */
export const length: Operator = { ...size, usage: '$Length(value)' };

function countOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw refusal('expected a text, a list or an object');
}
