import { defined } from '../../../contract/plain-data.ts';
import type { RunPage, WrongRun } from '../../../contract/run.ts';
import { runCursorText } from '../../input/cursor.ts';
import type { CheckedRunFilter } from '../../input/job-filter.ts';
import type { Scope } from '../../jobs/scope.ts';
import { Page } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import type { RunPlace } from '../../ports/run-store.ts';

/** Executions read at once, and at most for one page: behind them a cursor leads on. */
const [BATCH, READ_MAX] = [100, 1000];

/**
 * A page of what went wrong in some scopes, newest first; nothing of a deleted job. What the filter leaves out is passed over, so a page may be
 * short and still have a cursor.
 */
export async function listRuns(
  filter: CheckedRunFilter,
  scopes: readonly Scope[],
  ports: Ports,
): Promise<RunPage> {
  const { from, to, limit } = filter;
  const page = new Page<WrongRun>(limit);
  let after: RunPlace | undefined = filter.cursor;
  let more = true;
  for (let left = READ_MAX; more && page.room > 0 && left > 0; left -= BATCH) {
    const batch = isNarrow(filter) ? BATCH : Math.min(BATCH, page.room);
    const runs = await ports.runs.list({ scopes, limit: batch, ...defined({ after, from, to }) });
    more = runs.length === batch;
    const meant = runs.filter((run) => matches(run, filter));
    const there = await idsThere(meant, ports);
    for (const run of runs) {
      if (meant.includes(run) && there.has(run.job_id) && !page.add(run)) {
        more = true;
        break;
      }
      after = run;
    }
  }
  const cursor = more && after ? runCursorText(after) : undefined;
  return { runs: page.items, ...defined({ cursor }) };
}

function matches(run: WrongRun, { outcome, namespace, target, error }: CheckedRunFilter): boolean {
  return (
    (outcome === undefined || outcome.includes(run.outcome)) &&
    (namespace === undefined || run.namespace === namespace) &&
    (target === undefined || run.target === target) &&
    (error === undefined || run.error?.code === error)
  );
}

/** Whether executions are passed over. */
function isNarrow({ outcome, namespace, target, error }: CheckedRunFilter): boolean {
  return [outcome, namespace, target, error].some((each) => each !== undefined);
}

/** The jobs of the executions that callers may still see. */
async function idsThere(runs: readonly WrongRun[], { jobs }: Ports): Promise<Set<string>> {
  const rows = await jobs.getMany([...new Set(runs.map(({ job_id }) => job_id))]);
  return new Set(rows.flatMap(({ id, deleted_at }) => (deleted_at === undefined ? [id] : [])));
}
