import type { RunFailure } from '../../contract/errors.ts';
import type { JobStatus } from '../../contract/job.ts';
import type { WebhookEvent } from '../../contract/webhook.ts';
import type { StoredStatus } from '../stats/tally.ts';
import type { JobNotice } from '../webhooks/notice.ts';
import type { JobRow } from './row.ts';

/**
 * What a commit changed that others have to know: statistics and webhooks. It is part of the commit, told after it and
 * then taken off the row; whoever finds it on a row tells it again. So it is told at least once, and always the same.
 */
export interface News {
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
  events: Happening[];
  /** By a caller's command, which no message makes good for when the caller's process dies. */
  asked?: true;
}

/** Something that webhooks can listen to. */
export interface Happening {
  event: WebhookEvent;
  error?: RunFailure;
}

/** The row when its news have been told. */
export function withoutNews({ news: _told, ...row }: JobRow): JobRow {
  return row;
}

/** The news as notices to webhooks, each with an id that is the same at every telling. */
export function noticesOf(news: readonly News[], row: JobRow): JobNotice[] {
  const { id, namespace, product, env, scheduled_at } = row;
  return news.flatMap(({ version, at, status, execution_count, events }) =>
    events.map(({ event, error }, i) => {
      const told = error ? { error: `${error.code}: ${error.message}` } : {};
      const job = { id, status, namespace, product, env, scheduled_at, execution_count, ...told };
      return { id: `${id}.v${version}.${i}`, payload: { event, timestamp: at, job } };
    }),
  );
}
