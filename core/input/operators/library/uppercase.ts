import { textOf } from '../arguments.ts';
import { CASE_STEPS } from '../budget.ts';
import type { PureOperator } from '../operator.ts';

/** The text in capital letters. */
export const uppercase: PureOperator = {
  usage: '$Uppercase(text)',
  arity: [1, 1],
  compute: ([text], budget) => {
    const whole = textOf(text, budget);
    budget.spend(CASE_STEPS * whole.length);
    return textOf(whole.toUpperCase(), budget);
  },
};
