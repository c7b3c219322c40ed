import type { Operator } from '../operator.ts';
import { add } from './add.ts';
import { concat } from './concat.ts';
import { dateAdd } from './date-add.ts';
import { format } from './format.ts';
import { join } from './join.ts';
import { lowercase } from './lowercase.ts';
import { now } from './now.ts';
import { pick } from './pick.ts';
import { replace } from './replace.ts';
import { length, size } from './size.ts';
import { split } from './split.ts';
import { substring } from './substring.ts';
import { subtract } from './subtract.ts';
import { trim } from './trim.ts';
import { uppercase } from './uppercase.ts';
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
