import { DateTime } from 'luxon';
import { momentOf } from '../arguments.ts';
import { DATE_STEPS } from '../budget.ts';
import { literalFault } from '../known-argument.ts';
import type { RunOperator } from '../operator.ts';
import { refusal } from '../refusal.ts';

const LONGEST_PATTERN = 256;

/** What a token costs at most, steps. */
const TOKEN_STEPS = 100;

/** The tokens of `$Format` (docs/contract.md, 8) and what they are called in Luxon; a longer one goes before its beginning. */
const TOKENS: Record<string, string> = {
  YYYY: 'yyyy',
  YY: 'yy',
  MMMM: 'MMMM',
  MMM: 'MMM',
  MM: 'MM',
  M: 'M',
  DD: 'dd',
  D: 'd',
  dddd: 'cccc',
  ddd: 'ccc',
  HH: 'HH',
  H: 'H',
  hh: 'hh',
  h: 'h',
  mm: 'mm',
  m: 'm',
  ss: 'ss',
  s: 's',
  A: 'a',
  a: 'a',
};

const TOKEN = new RegExp(`\\[([^\\]]*)\\]|${Object.keys(TOKENS).join('|')}`, 'g');

/** A date as text in the job's zone, in English; `[text]` stands for itself. */
export const format: RunOperator = {
  usage: '$Format(date, "pattern")',
  arity: [2, 2],
  fault: (args) => literalFault(args, 0, momentOf) ?? literalFault(args, 1, patternOf),
  evaluate: ([date, pattern], { tz, budget }) => {
    const written = patternOf(pattern);
    budget.spend(DATE_STEPS + TOKEN_STEPS * written.length);
    const moment = DateTime.fromMillis(momentOf(date), { zone: tz, locale: 'en-US' });
    return written.replaceAll(TOKEN, (token: string, plain: string | undefined) => {
      if (plain !== undefined) return plain;
      const text = moment.toFormat(TOKENS[token] ?? '');
      return token === 'a' ? text.toLowerCase() : text;
    });
  },
};

function patternOf(value: unknown): string {
  if (Array.isArray(value)) throw refusal('expected a pattern, got a list');
  const pattern = String(value);
  if (pattern.length <= LONGEST_PATTERN) return pattern;
  throw refusal(`expected a pattern of at most ${LONGEST_PATTERN} characters`);
}
