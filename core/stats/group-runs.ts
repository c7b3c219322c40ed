import { NAMESPACES } from '../../contract/namespaces.ts';
import { defined } from '../../contract/plain-data.ts';
import type { WrongRun } from '../../contract/run.ts';
import type { SeriesPoint } from '../../contract/stats.ts';
import type { Scope } from '../jobs/scope.ts';
import type { Ports } from '../ports/ports.ts';
import type { Tally } from '../ports/stats-store.ts';
import { Count } from './tally.ts';

/** Runs by a name. */
type Groups = NonNullable<SeriesPoint['groups']>;

/** Executions read at once, and at most. */
const [BATCH, READ_MAX] = [100, 1000];

/** What was counted by namespaces, of those that have any run. */
export function byNamespace(tally: Tally): Groups {
  const found = NAMESPACES.map((namespace) => {
    const [completed = 0, failed = 0] = [true, false].map((ok) => tally[Count.of(namespace, ok)]);
    return [namespace, { completed, failed }] as const;
  });
  return Object.fromEntries(found.filter(([, { completed, failed }]) => completed || failed));
}

/** Runs that failed within a time, newest first. */
export interface FailedRuns {
  runs: WrongRun[];
  /** There were more; from this moment on these are all, Unix ms. */
  from?: number;
}

/** What failed in some scopes, of the newest executions that went wrong: one read unit for some twenty-four of them. */
export async function failedWithin(
  scopes: readonly Scope[],
  from: number,
  to: number,
  { runs: store }: Pick<Ports, 'runs'>,
): Promise<FailedRuns> {
  const found: WrongRun[] = [];
  while (found.length < READ_MAX) {
    const after = found.at(-1);
    const batch = await store.list({ scopes, from, to, limit: BATCH, ...defined({ after }) });
    found.push(...batch);
    if (batch.length < BATCH) return { runs: found.filter(isFailed) };
  }
  return { runs: found.filter(isFailed), ...defined({ from: found.at(-1)?.at }) };
}

const isFailed = ({ outcome }: WrongRun) => outcome === 'failed';

/** How many runs failed, by the codes of their errors, the most frequent first. */
export function byError(runs: readonly WrongRun[]): Groups {
  const codes = [...Map.groupBy(runs, ({ error }) => error?.code ?? 'UNKNOWN')];
  const counts = codes.map(([code, { length: failed }]) => [code, { completed: 0, failed }] as const);
  return Object.fromEntries(counts.sort(([, a], [, b]) => b.failed - a.failed));
}
