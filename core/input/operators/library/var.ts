import { unknownName } from '../../../validation/nearest-name.ts';
import type { KnownArgument } from '../arguments.ts';
import { refusal } from '../budget.ts';
import { type RunOperator, VARIABLES } from '../operator.ts';

/** A fact about the run; `attempt` alone differs between the attempts of a run. */
export const variable: RunOperator = {
  usage: '$Var(name)',
  arity: [1, 1],
  fault: ([name]) => (name ? literalNameFault(name) : undefined),
  evaluate: ([value], { vars }) => {
    const name = VARIABLES.find((known) => known === value);
    if (name) return vars[name];
    throw refusal(`expected one of ${VARIABLES.join(', ')}`);
  },
};

function literalNameFault(name: KnownArgument): string | undefined {
  if (name === 'computed' || VARIABLES.some((known) => known === name.value)) return undefined;
  return `argument 1: ${unknownName('variable', String(name.value).slice(0, 100), VARIABLES)}`;
}
