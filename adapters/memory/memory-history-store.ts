import type { Execution } from '../../contract/job.ts';
import { copyOf } from '../../contract/plain-data.ts';
import type { RecordedExecution } from '../../core/jobs/recorded-execution.ts';
import {
  type ExecutionPage,
  executionPage,
  type HistoryQuery,
  type HistoryStore,
} from '../../core/ports/history-store.ts';
import { Page } from '../../core/ports/page.ts';
import { assertProgress, type ProgressStore } from '../../core/ports/progress-store.ts';

/** Executions in memory, by job and occurrence. */
export class MemoryHistoryStore implements HistoryStore {
  readonly jobs = new Map<string, Map<number, Execution>>();
  private readonly ranks = new Map<string, number>();

  async record(jobId: string, execution: Execution, rank: number): Promise<void> {
    if ((this.rankOf(jobId, execution) ?? 0) <= rank) this.write(jobId, execution, rank);
  }

  async replace(
    jobId: string,
    execution: Execution,
    rank: number,
    over: number | undefined,
  ): Promise<boolean> {
    const stands = this.rankOf(jobId, execution) === over;
    if (stands) this.write(jobId, execution, rank);
    return stands;
  }

  private rankOf(jobId: string, { occurrence }: Execution): number | undefined {
    return this.ranks.get(`${jobId} ${occurrence}`);
  }

  private write(jobId: string, execution: Execution, rank: number): void {
    this.ranks.set(`${jobId} ${execution.occurrence}`, rank);
    const executions = this.jobs.get(jobId) ?? new Map<number, Execution>();
    this.jobs.set(jobId, executions);
    executions.set(execution.occurrence, copyOf(execution));
  }

  async find(jobId: string, occurrence: number): Promise<RecordedExecution | null> {
    const execution = this.jobs.get(jobId)?.get(occurrence);
    const rank = this.ranks.get(`${jobId} ${occurrence}`);
    return execution && rank !== undefined ? { execution: copyOf(execution), rank } : null;
  }

  async remove(jobId: string): Promise<void> {
    this.jobs.delete(jobId);
  }

  async list(jobId: string, { limit, cursor, from = 0 }: HistoryQuery): Promise<ExecutionPage> {
    const below = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor);
    const found = [...(this.jobs.get(jobId)?.values() ?? [])]
      .filter(({ occurrence }) => occurrence < below && occurrence >= from)
      .sort((a, b) => b.occurrence - a.occurrence);
    const page = new Page<Execution>(limit);
    const isWhole = found.every((execution) => page.add(copyOf(execution)));
    return executionPage(page.items, isWhole);
  }
}

/** Notes of runs in memory. */
export class MemoryProgressStore implements ProgressStore {
  private readonly notes = new Map<string, string>();

  async get(identity: string): Promise<Record<string, unknown> | null> {
    const note = this.notes.get(identity);
    return note === undefined ? null : JSON.parse(note);
  }

  async put(identity: string, progress: Record<string, unknown>): Promise<void> {
    assertProgress(progress);
    this.notes.set(identity, JSON.stringify(progress));
  }
}
