import type { History } from '../../../contract/job.ts';
import { defined } from '../../../contract/plain-data.ts';
import { type JobRow, nextAttemptAt } from '../../jobs/row.ts';
import type { Access } from '../../jobs/scope.ts';
import { type ExecutionPage, executionPage } from '../../ports/history-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { existingRow } from './read-jobs.ts';

/** Which page of a history. */
interface PageAsked {
  limit: number;
  cursor?: string | undefined;
}

/** A page of a job's executions, newest first. */
export async function getHistory(
  id: string,
  page: PageAsked,
  access: Access,
  ports: Ports,
): Promise<History> {
  const row = await existingRow(id, access, ports);
  const { limit, cursor } = page;
  const next_attempt_at = nextAttemptAt(row);
  const found = await ports.history.list(id, { limit, ...defined({ cursor }) });
  return {
    job_id: id,
    total_executions: row.succeeded + row.failed,
    successful_executions: row.succeeded,
    failed_executions: row.failed,
    ...defined({ next_attempt_at }),
    ...withLastExecution(row, found, page),
  };
}

/** The page with the execution that stands in the row, at its place. */
function withLastExecution(
  { last_execution: last }: JobRow,
  found: ExecutionPage,
  { limit, cursor }: PageAsked,
): ExecutionPage {
  const isHere =
    last !== undefined &&
    (cursor === undefined || last.execution.occurrence < Number(cursor)) &&
    (found.cursor === undefined || last.execution.occurrence >= Number(found.cursor));
  if (!isHere) return found;
  const others = found.executions.filter(({ occurrence }) => occurrence !== last.execution.occurrence);
  const executions = [...others, last.execution].sort((a, b) => b.occurrence - a.occurrence);
  if (executions.length <= limit) return { ...found, executions };
  return executionPage(executions.slice(0, limit), false);
}
