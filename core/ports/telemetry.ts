import type { RunFailure } from '../../contract/errors.ts';
import type { DispatchResult } from '../../contract/job.ts';
import type { JobRow, RunInFlight } from '../jobs/row.ts';

/** What is worth telling; adapters make logs and metrics of it. It never holds inputs, results or secrets. */
export type Told =
  | { type: 'dispatched'; row: JobRow; result: DispatchResult }
  | {
      type: 'attempt';
      row: JobRow;
      run: RunInFlight;
      started_at: number;
      duration_ms: number;
      error?: RunFailure;
    }
  /** An attempt left the executor to be called again at `until`, Unix ms. */
  | { type: 'deferred'; row: JobRow; run: RunInFlight; until: number }
  | { type: 'skipped'; row: JobRow; reason: string; count?: number }
  /** Something of the job should have happened more than a minute ago; its wake-ups are sent again. */
  | { type: 'overdue'; row: JobRow }
  | { type: 'orphan'; job_id: string; kind: string }
  | { type: 'dead-letter'; job_id: string; kind: string };

/** Tells what happened. */
export type Telemetry = (told: Told) => void;
