import { DateTime } from 'luxon';
import { integerOf, literalFault, momentOf, momentWithin, refusal } from '../arguments.ts';
import type { Operator } from '../operator.ts';

const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;

/**
 * A date and so many units of time, Unix ms. Seconds to hours are exact; days to years keep the local time of the
 * job's zone: one that does not exist is moved on by the gap, of one that exists twice it is the first, and a month
 * that is too short gives its last day.
 */
export const dateAdd: Operator = {
  usage: '$DateAdd(date, n, "unit")',
  arity: [3, 3],
  fault: (args) =>
    literalFault(args, 0, momentOf) ?? literalFault(args, 1, integerOf) ?? literalFault(args, 2, unitOf),
  evaluate: ([date, n, unit], { tz }) => {
    const from = DateTime.fromMillis(momentOf(date), { zone: tz });
    return momentWithin(from.plus({ [unitOf(unit)]: integerOf(n) }).toMillis());
  },
};

function unitOf(value: unknown): (typeof UNITS)[number] {
  const name = String(value).toLowerCase();
  const unit = UNITS.find((known) => known === name || known === `${name}s`);
  if (unit) return unit;
  throw refusal(`expected one of ${UNITS.join(', ')}`);
}
