import { DateTime } from 'luxon';
import { literalFault, momentOf, textOf } from '../arguments.ts';
import type { Operator } from '../operator.ts';

/** The tokens of contract §4 and what they are called in Luxon; a longer one goes before its beginning. */
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
export const format: Operator = {
  usage: '$Format(date, "pattern")',
  arity: [2, 2],
  fault: (args) => literalFault(args, 0, momentOf) ?? literalFault(args, 1, textOf),
  evaluate: ([date, pattern], { tz }) => {
    const moment = DateTime.fromMillis(momentOf(date), { zone: tz, locale: 'en-US' });
    return textOf(pattern).replaceAll(TOKEN, (token: string, plain: string | undefined) => {
      if (plain !== undefined) return plain;
      const text = moment.toFormat(TOKENS[token] ?? '');
      return token === 'a' ? text.toLowerCase() : text;
    });
  },
};
