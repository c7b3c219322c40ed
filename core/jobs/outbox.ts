import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import type { JobStatus } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import type { WebhookEvent } from '../../contract/webhook.ts';
import { RequestError } from '../errors/request-error.ts';
import { jsonBytes } from '../text/bounds.ts';

/**
 * What a commit changed that others have to know: statistics and webhooks. It is part of the commit, told after it and
 * then taken off the row; a process that finds it on a row publishes it again. So it is told at least once, and always the same.
 */
export interface OutboxEntry {
  /** The version of the commit. */
  version: number;
  /** Its time, Unix ms. */
  at: number;
  /** The status as callers see it. */
  status: JobStatus;
  execution_count: number;
  /** The stored status before, where it is another now. */
  from?: StoredStatus;
  /** The stored status now; absent when the job is gone. */
  to?: StoredStatus;
  events: OutboxEvent[];
  /** By a caller's command, which no message makes good for when the caller's process dies. */
  by_command?: true;
}

/** Something that webhooks can listen to. */
export interface OutboxEvent {
  event: WebhookEvent;
  error?: RunFailure;
}

/**
 * The entries that a row has room for. When nothing can be published for days the oldest events are dropped, which webhooks then
 * never hear of; changes of the status are all kept, so that statistics stay exact.
 * @returns how many events were dropped, beside the entries
 */
export function boundedOutbox(outbox: readonly OutboxEntry[]): { outbox: OutboxEntry[]; dropped: number } {
  let bytes = 0;
  let dropped = 0;
  const kept = outbox.toReversed().flatMap((each) => {
    bytes += jsonBytes(each);
    if (bytes <= Limits.outboxBytes) return [each];
    dropped += each.events.length;
    return each.from === undefined ? [] : [{ ...each, events: [] }];
  });
  return { outbox: kept.reverse(), dropped };
}

/**
 * Only callers' commands can change a job's status without end: one more is refused while too many are unpublished.
 * @throws RequestError `SERVICE_UNAVAILABLE`
 */
export function assertRoom(outbox: readonly OutboxEntry[]): void {
  const changes = outbox.filter(({ from }) => from !== undefined).length;
  if (changes < Limits.outboxChanges) return;
  const message = `The job's last ${changes} changes could not be told yet; no other is taken until they are.`;
  throw new RequestError(ErrorCode.ServiceUnavailable, message);
}

/** A status as it is stored; `running` follows from the runs in flight. */
export type StoredStatus = Exclude<JobStatus, 'running'>;
