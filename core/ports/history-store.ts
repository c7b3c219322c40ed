import type { Execution } from '../../contract/job.ts';
import type { RecordedExecution } from '../jobs/recorded-execution.ts';

/** A page of executions, newest occurrence first. */
export interface ExecutionPage {
  executions: Execution[];
  /** Where the next page begins; absent on the last. */
  cursor?: string;
}

/** Where it is written down what came of each occurrence. */
export interface HistoryStore {
  /** Writes down what came of an occurrence, unless something of a higher rank stands there. */
  record(jobId: string, execution: Execution, rank: number): Promise<void>;
  /**
   * Writes down what came of an occurrence if what stands there still has the rank `over`, or still nothing stands there where
   * that is undefined. @returns false when another was first, or this very call was done before and its answer was lost
   */
  replace(jobId: string, execution: Execution, rank: number, over: number | undefined): Promise<boolean>;
  /** What was last written down of an occurrence (strongly consistent), or null. */
  find(jobId: string, occurrence: number): Promise<RecordedExecution | null>;
  /** Forgets all executions of a job. */
  remove(jobId: string): Promise<void>;
  /** At most `limit`, and fewer, with a cursor, where they would be more than a {@link Page} holds. */
  list(jobId: string, page: HistoryQuery): Promise<ExecutionPage>;
}

/** Which executions of a job: those of occurrences below the cursor and at or after `from`, Unix ms. */
export interface HistoryQuery {
  limit: number;
  cursor?: string;
  from?: number;
}

/** Executions as a page. @param isWhole there are none after them */
export function executionPage(executions: Execution[], isWhole: boolean): ExecutionPage {
  const last = executions.at(-1);
  return { executions, ...(!isWhole && last && { cursor: String(last.occurrence) }) };
}
