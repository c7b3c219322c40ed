import { DateTime } from 'luxon';
import { integerOf, momentOf, momentWithin } from '../arguments.ts';
import { DATE_STEPS } from '../budget.ts';
import { literalFault } from '../known-argument.ts';
import type { RunOperator } from '../operator.ts';
import { refusal } from '../refusal.ts';

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
