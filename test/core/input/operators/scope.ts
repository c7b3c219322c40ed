import { RunError } from '../../../../core/errors/run-error.ts';
import { Budget } from '../../../../core/input/operators/budget.ts';
import type { OperatorScope } from '../../../../core/input/operators/evaluate.ts';

/** Thursday, 1 January 2026, 12:34:56.789 UTC. */
export const NOW = Date.UTC(2026, 0, 1, 12, 34, 56, 789);

/** A run's view of the world. */
export const scope = (rest: Partial<OperatorScope> = {}): OperatorScope => ({
  now: NOW,
  tz: 'UTC',
  vars: {
    execution_count: 3,
    job_id: 'job_1',
    product: 'shop',
    env: 'dev',
    scheduled_at: NOW - 10,
    occurrence: NOW - 5,
    attempt: 1,
  },
  secrets: {
    get: async (name) => {
      if (name === 'API_KEY') return 'sk-live-1';
      throw new RunError('NOT_FOUND', `there is no secret "${name}"`);
    },
  },
  budget: new Budget(),
  hide: () => undefined,
  ...rest,
});
