import type { z } from 'zod';
import type { Execution, History, ExecutionOutcome as Outcome } from '../../../contract/job.ts';
import { defined } from '../../../contract/plain-data.ts';
import { noSuch } from '../../errors/request-error.ts';
import type { historySchema } from '../../input/job-filter.ts';
import { type JobRow, nextAttemptAt } from '../../jobs/row.ts';
import type { Access } from '../../jobs/scope.ts';
import { type ExecutionPage, executionPage, type HistoryQuery } from '../../ports/history-store.ts';
import { Page } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { existingRow } from './read-jobs.ts';

/** Executions read at once, and at most for one page: behind them a cursor leads on. */
const [BATCH, READ_MAX] = [100, 1000];

/** Executions that are looked at for one: runs that were triggered within a stretch stand before it. */
const NEAR = 20;

/** Which page of a history. */
type PageAsked = z.output<typeof historySchema>;

/** A page of a job's executions, newest first; what an outcome leaves out is passed over, so a page may be short and still have a cursor. */
export async function getHistory(
  id: string,
  asked: PageAsked,
  access: Access,
  ports: Ports,
): Promise<History> {
  const row = await existingRow(id, access, ports);
  const { outcome, from, to, limit } = asked;
  const first = to === undefined ? asked.cursor : String(Math.min(to + 1, Number(asked.cursor ?? to + 1)));
  const query = { limit, ...defined({ cursor: first, from }) };
  const page = outcome ? await narrowed(row, query, outcome, ports) : await pageOf(row, query, ports);
  const next_attempt_at = nextAttemptAt(row);
  return {
    job_id: id,
    total_executions: row.succeeded + row.failed,
    successful_executions: row.succeeded,
    failed_executions: row.failed,
    ...defined({ next_attempt_at }),
    ...page,
  };
}

/**
 * What came of one occurrence of a job; of one within a stretch that was skipped for one reason, the stretch.
 * @throws RequestError `NOT_FOUND` where nothing has come of it yet, or it is none, also for what the caller has no access to
 */
export async function getExecution(
  id: string,
  occurrence: number,
  access: Access,
  ports: Ports,
): Promise<Execution> {
  const row = await existingRow(id, access, ports);
  const { executions } = await pageOf(row, { limit: NEAR, cursor: String(occurrence + 1) }, ports);
  const found = executions.find((each) => (each.through ?? each.occurrence) >= occurrence);
  if (found) return found;
  throw noSuch('execution', String(occurrence));
}

async function narrowed(
  row: JobRow,
  query: HistoryQuery,
  outcomes: readonly Outcome[],
  ports: Ports,
): Promise<ExecutionPage> {
  const page = new Page<Execution>(query.limit);
  let { cursor } = query;
  for (let left = READ_MAX; left > 0; left -= BATCH) {
    const found = await pageOf(row, { ...query, limit: BATCH, ...defined({ cursor }) }, ports);
    for (const execution of found.executions) {
      const isMeant = outcomes.includes(outcomeOf(execution));
      if (isMeant && !page.add(execution)) return { executions: page.items, ...defined({ cursor }) };
      cursor = String(execution.occurrence);
    }
    if (found.cursor === undefined) return { executions: page.items };
  }
  return { executions: page.items, ...defined({ cursor }) };
}

function outcomeOf({ status, reason }: Execution): Outcome {
  if (status !== 'skipped') return status;
  return reason === 'missed' ? 'missed' : 'skipped';
}

/** A page with the execution that stands in the row, at its place. */
async function pageOf(row: JobRow, query: HistoryQuery, { history }: Ports): Promise<ExecutionPage> {
  const { limit, cursor, from = Number.NEGATIVE_INFINITY } = query;
  const found = await history.list(row.id, query);
  const { last_execution: last } = row;
  const isHere =
    last !== undefined &&
    last.execution.occurrence >= from &&
    (cursor === undefined || last.execution.occurrence < Number(cursor)) &&
    (found.cursor === undefined || last.execution.occurrence >= Number(found.cursor));
  if (!isHere) return found;
  const others = found.executions.filter(({ occurrence }) => occurrence !== last.execution.occurrence);
  const executions = [...others, last.execution].sort((a, b) => b.occurrence - a.occurrence);
  if (executions.length <= limit) return { ...found, executions };
  return executionPage(executions.slice(0, limit), false);
}
