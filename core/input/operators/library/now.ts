import type { RunOperator } from '../operator.ts';

/** The run's start, Unix ms; the same on every attempt of the run. */
export const now: RunOperator = {
  usage: '$Now()',
  arity: [0, 0],
  evaluate: (_args, scope) => scope.now,
};
