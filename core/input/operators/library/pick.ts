import { ErrorCode } from '../../../../contract/errors.ts';
import { RunError } from '../../../errors/run-error.ts';
import { integerOf } from '../arguments.ts';
import type { PureOperator } from '../operator.ts';
import { refusal } from '../refusal.ts';

/** One item of a list by its position, from 0, or from the end if negative; or one field of an object by its name. */
export const pick: PureOperator = {
  usage: '$Pick(list, index)',
  arity: [2, 2],
  compute: ([from, which]) => {
    if (typeof from !== 'object' || from === null) throw refusal('expected a list or an object to pick from');
    const found = Array.isArray(from)
      ? from.at(integerOf(which))
      : Object.hasOwn(from, String(which))
        ? Reflect.get(from, String(which))
        : undefined;
    if (found !== undefined) return found;
    throw new RunError(ErrorCode.NotFound, 'there is nothing at that place to pick');
  },
};
