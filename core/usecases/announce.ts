import type { WebhookPayload } from '../../contract/webhook.ts';
import type { Ports } from '../ports/ports.ts';
import type { JobNotice } from '../webhooks/notice.ts';
import { listens } from '../webhooks/webhook.ts';

/** Longest text of an error in a payload: a message that is too long for the queue would never be sent. */
const ERROR_LENGTH = 2000;

/**
 * Tells what happened to whoever listens: one delivery for each webhook that is enabled, wants the event and covers the
 * job. Told again, a notice makes the same deliveries again, which the queue and the receivers know by their ids.
 * @throws Error when it is not certain that all are on their way: call again
 */
export async function announce(
  notices: readonly JobNotice[],
  ports: Pick<Ports, 'webhooks' | 'deliveries'>,
): Promise<void> {
  if (notices.length === 0) return;
  const webhooks = await ports.webhooks.recent();
  const deliveries = notices.flatMap(({ id: notice_id, payload }) =>
    webhooks
      .filter((webhook) => listens(webhook, payload))
      .map(({ id: webhook_id }) => ({ webhook_id, notice_id, payload: bounded(payload) })),
  );
  if (deliveries.length > 0) await ports.deliveries.send(deliveries);
}

function bounded(payload: WebhookPayload): WebhookPayload {
  const { error } = payload.job;
  if (error === undefined || error.length <= ERROR_LENGTH) return payload;
  return { ...payload, job: { ...payload.job, error: `${error.slice(0, ERROR_LENGTH)}…` } };
}
