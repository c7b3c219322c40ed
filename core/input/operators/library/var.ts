import { unknownName } from '../../../validation/nearest-name.ts';
import { literalFault, refusal } from '../arguments.ts';
import { type Operator, VARIABLES } from '../operator.ts';

/** A fact about the run; `attempt` alone differs between the attempts of a run. */
export const variable: Operator = {
  usage: '$Var(name)',
  arity: [1, 1],
  fault: (args) => literalFault(args, 0, nameOf),
  evaluate: ([name], { vars }) => vars[nameOf(name)],
};

function nameOf(value: unknown): (typeof VARIABLES)[number] {
  const name = VARIABLES.find((known) => known === value);
  if (name) return name;
  throw refusal(unknownName('variable', String(value), VARIABLES));
}
