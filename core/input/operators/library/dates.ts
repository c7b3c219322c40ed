import { DateTime } from 'luxon';
import { integerOf, literalFault, momentOf, momentWithin } from '../arguments.ts';
import { DATE_STEPS, refusal } from '../budget.ts';
import type { RunOperator } from '../operator.ts';

/** The run's start, Unix ms; the same on every attempt of the run. */
export const now: RunOperator = {
  usage: '$Now()',
  arity: [0, 0],
  evaluate: (_args, scope) => scope.now,
};

const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;

/**
 * A date and an amount of units of time, Unix ms. Seconds to hours are exact; days to years keep the local time of the
 * job's zone: one that does not exist is moved on by the gap, of one that exists twice it is the first, and a month
 * that is too short gives its last day.
 */
export const dateAdd: RunOperator = {
  usage: '$DateAdd(date, n, "unit")',
  arity: [3, 3],
  fault: (args) =>
    literalFault(args, 0, momentOf) ?? literalFault(args, 1, integerOf) ?? literalFault(args, 2, unitOf),
  evaluate: ([date, n, unit], { tz, budget }) => {
    budget.spend(DATE_STEPS);
    const from = DateTime.fromMillis(momentOf(date), { zone: tz });
    return momentWithin(from.plus({ [unitOf(unit)]: integerOf(n) }).toMillis());
  },
};

function unitOf(value: unknown): (typeof UNITS)[number] {
  const name = typeof value === 'string' ? value.slice(0, 10).toLowerCase() : '';
  const unit = UNITS.find((known) => known === name || known === `${name}s`);
  if (unit) return unit;
  throw refusal(`expected one of ${UNITS.join(', ')}`);
}

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
