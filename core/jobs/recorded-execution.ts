import type { Execution } from '../../contract/job.ts';

/** What came of an occurrence, and by which try: see `rankOf` in core/jobs/end-run. */
export interface RecordedExecution {
  execution: Execution;
  rank: number;
}
