import { literalFault, numberOf } from '../arguments.ts';
import type { Operator, PureOperator } from '../operator.ts';
import { dateAdd, format, now } from './dates.ts';
import { join, length, pick, size } from './lists.ts';
import { concat, lowercase, replace, split, substring, trim, uppercase } from './text.ts';
import { variable } from './var.ts';

/** The sum of numbers. */
export const add: PureOperator = {
  usage: '$Add(a, b, …)',
  arity: [2, 100],
  fault: (args) => args.map((_, i) => literalFault(args, i, numberOf)).find(Boolean),
  compute: (args) => numberOf(args.reduce<number>((sum, value) => sum + numberOf(value), 0)),
};

/** The first number less the second. */
export const subtract: PureOperator = {
  usage: '$Subtract(a, b)',
  arity: [2, 2],
  fault: (args) => literalFault(args, 0, numberOf) ?? literalFault(args, 1, numberOf),
  compute: ([a, b]) => numberOf(numberOf(a) - numberOf(b)),
};

/** Operators with arguments, by name (docs/contract.md, 8). */
export const LIBRARY: Record<string, Operator> = {
  Now: now,
  DateAdd: dateAdd,
  Format: format,
  Dateformat: format,
  Var: variable,
  Add: add,
  Subtract: subtract,
  Concat: concat,
  Substring: substring,
  Trim: trim,
  Uppercase: uppercase,
  Lowercase: lowercase,
  Split: split,
  Pick: pick,
  Join: join,
  Replace: replace,
  Size: size,
  Length: length,
};

/** Operators with a plain name in braces. */
export const NAMED = ['Secret', 'Session'] as const;
