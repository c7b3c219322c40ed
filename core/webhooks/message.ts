import type { WebhookPayload } from '../../contract/webhook.ts';
import type { OutboxEntry } from '../jobs/outbox.ts';
import type { JobRow } from '../jobs/row.ts';

/** Something that happened to a job, to be told to webhooks. */
export interface WebhookMessage {
  /** The same at every publication of the event: it becomes the `webhook-id`. At most 80 characters of `[A-Za-z0-9._-]`. */
  id: string;
  payload: WebhookPayload;
}

/** The outbox as messages to webhooks, each with an id that is the same at every publication. */
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
