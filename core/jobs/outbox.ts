import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import type { JobStatus } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import type { WebhookEvent } from '../../contract/webhook.ts';
import { RequestError } from '../errors/request-error.ts';
import type { StoredStatus } from '../stats/tally.ts';
import { jsonBytes } from '../validation/json-bytes.ts';
import type { WebhookMessage } from '../webhooks/message.ts';
import type { JobRow } from './row.ts';

/**
 * What a commit changed that others have to know: statistics and webhooks. It is part of the commit, told after it and
 * then taken off the row; whoever finds it on a row tells it again. So it is told at least once, and always the same.
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
 * The news that a row has room for. When nothing can be told for days the oldest events are dropped, which webhooks then
 * never hear of; changes of the status are all kept, so that statistics stay exact.
 * @returns how many events were dropped, beside the news
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
 * Only callers' commands can change a job's status without end: one more is refused while too many are untold.
 * @throws RequestError `SERVICE_UNAVAILABLE`
 */
export function assertRoom(outbox: readonly OutboxEntry[]): void {
  const changes = outbox.filter(({ from }) => from !== undefined).length;
  if (changes < Limits.outboxChanges) return;
  const message = `The job's last ${changes} changes could not be told yet; no other is taken until they are.`;
  throw new RequestError(ErrorCode.ServiceUnavailable, message);
}

/** The row when its news have been told. */
export function withoutOutbox({ outbox: _told, ...row }: JobRow): JobRow {
  return row;
}

/** The news as notices to webhooks, each with an id that is the same at every telling. */
export function webhookMessagesOf(outbox: readonly OutboxEntry[], row: JobRow): WebhookMessage[] {
  const { id, namespace, product, env, scheduled_at } = row;
  return outbox.flatMap(({ version, at, status, execution_count, events }) =>
    events.map(({ event, error }, i) => {
      const told = error ? { error: `${error.code}: ${error.message}` } : {};
      const job = { id, status, namespace, product, env, scheduled_at, execution_count, ...told };
      return { id: `${id}.v${version}.${i}`, payload: { event, timestamp: at, job } };
    }),
  );
}
