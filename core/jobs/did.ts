import type { RunFailure } from '../../contract/errors.ts';
import type { JobStatus } from '../../contract/job.ts';
import type { WebhookEvent } from '../../contract/webhook.ts';
import type { CommandDone } from './caller.ts';

/** A status as it is stored; `running` follows from the runs in flight. */
export type StoredStatus = Exclude<JobStatus, 'running'>;

/**
 * What a commit did, beside what its row and the one before show. It stands in the row of that version alone, as the next commit
 * replaces it, and the stream of the table has every version: so the projector learns of each commit, and no commit waits for it.
 */
export interface Did {
  /** What webhooks may be told, in its order. */
  events?: JobEventDone[];
  /** The runs that ended by it. */
  ended?: EndedRun[];
  /** The command that it is, as the audit trail tells it. */
  command?: CommandDone;
}

/** Something that webhooks can listen to. */
export interface JobEventDone {
  event: WebhookEvent;
  /** Why; absent where that is the `last_error` of the row. */
  error?: RunFailure;
}

/** A run that ended, as it counts in the statistics. */
export interface EndedRun {
  /** The moment whose hour it counts in, Unix ms. */
  at: number;
  ok: boolean;
  attempts: number;
  /** How late it started, ms; absent where that does not count. */
  lag?: number;
  /** Which run it was, of one that failed; its error is that of its event. */
  failed?: FailedRun;
}

/** Which run failed, and when, Unix ms. */
export interface FailedRun {
  number: number;
  occurrence: number;
  completed_at: number;
}
