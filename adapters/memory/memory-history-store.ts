import type { Execution } from '../../contract/job.ts';
import type { ExecutionPage, HistoryStore } from '../../core/ports/history-store.ts';

/** Executions in memory, by job and occurrence. */
export class MemoryHistoryStore implements HistoryStore {
  readonly jobs = new Map<string, Map<number, Execution>>();

  async record(jobId: string, execution: Execution): Promise<void> {
    const executions = this.jobs.get(jobId) ?? new Map<number, Execution>();
    this.jobs.set(jobId, executions);
    if (execution.status === 'skipped' && executions.has(execution.occurrence)) return;
    executions.set(execution.occurrence, structuredClone(execution));
  }

  async list(jobId: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<ExecutionPage> {
    const below = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor);
    const found = [...(this.jobs.get(jobId)?.values() ?? [])]
      .filter((execution) => execution.occurrence < below)
      .sort((a, b) => b.occurrence - a.occurrence);
    const executions = structuredClone(found.slice(0, limit));
    const last = executions.at(-1);
    return { executions, ...(found.length > limit && last && { cursor: String(last.occurrence) }) };
  }
}
