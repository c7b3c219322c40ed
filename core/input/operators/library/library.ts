import type { Operator } from '../operator.ts';
import { dateAdd, format, now } from './dates.ts';
import { join, length, pick, size } from './lists.ts';
import { add, subtract } from './numbers.ts';
import { concat, lowercase, replace, split, substring, trim, uppercase } from './text.ts';
import { variable } from './var.ts';

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
