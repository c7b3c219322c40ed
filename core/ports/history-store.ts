import type { Execution } from '../../contract/job.ts';

/** A page of executions, newest occurrence first. */
export interface ExecutionPage {
  executions: Execution[];
  /** Where the next page begins; absent on the last. */
  cursor?: string;
}

/** Where it is written down what came of each occurrence. */
export interface HistoryStore {
  /** Writes an execution down; a run replaces what stands at its occurrence, a skip only fills an empty place. */
  record(jobId: string, execution: Execution): Promise<void>;
  list(jobId: string, page: { limit: number; cursor?: string }): Promise<ExecutionPage>;
}
