import type { RunFailure } from '../../contract/errors.ts';
import type { DispatchResult, Execution } from '../../contract/job.ts';
import type { JobRow } from '../jobs/row.ts';
import type { RunInFlight } from '../jobs/run-in-flight.ts';
import type { Delivery } from './queues.ts';

/** What is worth telling; adapters make logs and metrics of it. It never holds inputs, results or secrets. */
export type TelemetryEvent =
  | { type: 'dispatched'; row: JobRow; result: DispatchResult }
  | {
      type: 'attempt';
      row: JobRow;
      run: RunInFlight;
      started_at: number;
      duration_ms: number;
      error?: RunFailure;
    }
  /** The end of a run is committed; `row` is the job after it. */
  | { type: 'ended'; row: JobRow; execution: Execution }
  /** An attempt left the executor to be called again at `until`, Unix ms. */
  | { type: 'deferred'; row: JobRow; run: RunInFlight; until: number }
  /** A run whose worker was lost had ended: the history says how, and its target is not called again. */
  | { type: 'found-ended'; row: JobRow; run: RunInFlight }
  /** A run of the job takes long: the wake-ups of its product and env have a lane of their own for a minute. */
  | { type: 'slow'; row: JobRow }
  | { type: 'skipped'; row: JobRow; reason: string; count?: number }
  /** Something of the job should have happened more than a minute ago; its wake-ups are sent again. */
  | { type: 'overdue'; row: JobRow }
  /** A change of the table that the projector cannot read; it is dead-lettered, and those after it are counted. */
  | { type: 'change-dead-lettered'; sequence: string; error: unknown }
  /** The stream may have dropped what happened from a moment on, Unix ms: the statistics are rebuilt from then on. */
  | { type: 'changes-lost'; from: number }
  /** A document among many that cannot be read, by its keys; it is passed over. */
  | { type: 'unreadable'; document: string; error: unknown }
  /** A message met a refusal for lack of capacity and was sent on, to be answered later. */
  | { type: 'sent-on'; kind: string; job_id?: string; error: unknown }
  /** A message could not be dealt with and comes back. */
  | { type: 'returned'; kind: string; job_id?: string; receives: number; error: unknown }
  /** A sweep has done all there was. */
  | { type: 'swept' }
  /** A sweep left jobs alone, as `backlog` messages wait in the queue or AWS refused a call; the next one continues. */
  | { type: 'sweep-held'; backlog?: number; error?: unknown }
  /** The machine's clock is ahead of AWS's by `ms`, behind when negative, and is corrected by as much. */
  | { type: 'clock-skew'; ms: number }
  /** The schedule of the sweep could not be made sure of. */
  | { type: 'sweep-unsure'; error: unknown }
  | { type: 'orphan'; job_id: string; kind: string }
  | { type: 'dead-letter'; job_id: string; kind: string }
  /** One attempt at a delivery; it has failed when there is an error. */
  | { type: 'delivery'; delivery: Delivery; attempt: number; duration_ms: number; error?: string }
  | { type: 'delivery-dead-lettered'; delivery: Delivery; error: string }
  | { type: 'webhook-disabled'; webhook_id: string; reason: string };

/** Tells what happened. */
export type Telemetry = (event: TelemetryEvent) => void;
