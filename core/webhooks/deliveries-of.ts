import { Limits } from '../../contract/limits.ts';
import type { WebhookPayload } from '../../contract/webhook.ts';
import { type JobRow, statusOf } from '../jobs/row.ts';
import type { RowChange } from '../jobs/row-change.ts';
import type { Delivery } from '../ports/queues.ts';
import type { WebhookRow } from '../ports/webhooks.ts';
import { cutText } from '../text/bounds.ts';
import { isSubscribed } from './webhook.ts';

/** By how much the clocks of two functions may differ, ms. */
const CLOCKS_DIFFER = 10_000;

/**
 * What webhooks are told of a change, in its order: each that is enabled, wants the event, covers the job, and was there when it
 * happened. Each delivery has an id that is the same however often the change is read.
 */
export function deliveriesOf({ before, after }: RowChange, webhooks: readonly WebhookRow[]): Delivery[] {
  if (!after?.did?.events || before?.version === after.version) return [];
  const { id, version, updated_at } = after;
  return after.did.events.flatMap(
    ({ event, error = event === 'job.failed' ? after.last_error : undefined }, i) => {
      const job = {
        ...jobOf(after),
        ...(error && { error: cutText(`${error.code}: ${error.message}`, Limits.errorMessageLength) }),
      };
      const payload: WebhookPayload = { event, timestamp: updated_at, job };
      return webhooks
        .filter(({ created_at }) => created_at <= updated_at + CLOCKS_DIFFER)
        .filter((webhook) => isSubscribed(webhook, payload))
        .map((webhook) => ({ webhook_id: webhook.id, message_id: `${id}.v${version}.${i}`, payload }));
    },
  );
}

function jobOf(row: JobRow): WebhookPayload['job'] {
  const { id, namespace, product, env, scheduled_at, execution_count } = row;
  return { id, status: statusOf(row), namespace, product, env, scheduled_at, execution_count };
}
