import type { Crowds } from '../../adapters/aws/crowds.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import { crowdKey, scopeKey, targetKey } from '../../core/jobs/scope.ts';
import type { SlowScopes } from '../../core/ports/queues.ts';
import type { Clock } from '../../core/time/clock.ts';

/** What tells whether a job takes the places of others. */
export interface SlowRows {
  slowScopes: SlowScopes;
  /** Counts what came without a message group, as EventBridge sends it: the sender has counted all else. Nothing is counted unless told. */
  crowds?: Pick<Crowds, 'count'>;
}

/**
 * Begins to read what is slow, so that nothing is late for it.
 * @returns tells whether a job's target, product and env or fairness key is
 */
export function slowRows(
  group: string | undefined,
  { slowScopes, crowds }: SlowRows,
  clock: Clock,
): (row: JobRow) => Promise<boolean> {
  const known = slowScopes.refresh();
  let isCounted = group !== undefined;
  return async (row) => {
    const scope = scopeKey(row);
    const { fairness_key: key } = row;
    await known;
    if (key !== undefined && !isCounted) {
      isCounted = true;
      await crowds?.count(scope, key, clock.now());
    }
    const names = [scope, targetKey(row), ...(key === undefined ? [] : [crowdKey(scope, key)])];
    return names.some((name) => slowScopes.until(name) > clock.now());
  };
}
