import type { AuditFields } from '../../contract/audit.ts';
import { defined } from '../../contract/plain-data.ts';
import { type AuditRecord, scopeRecord } from '../jobs/audit-record.ts';
import type { Caller } from '../jobs/caller.ts';
import { newId } from '../jobs/job-id.ts';
import type { Ports } from '../ports/ports.ts';
import type { WebhookRow } from '../ports/webhooks.ts';

/** What the audit trail tells of a webhook that is set or deleted. */
export function webhookRecord(
  command: 'set_webhook' | 'delete_webhook',
  before: WebhookRow | null,
  after: WebhookRow | undefined,
  by: Caller,
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
): AuditRecord {
  const at = clock.now();
  const webhook_id = (after ?? before)?.id;
  const fields = { before: before ? fieldsOf(before) : undefined, after: after && fieldsOf(after) };
  const of = { id: newId('aud', at, random), at, command, ...defined({ webhook_id, ...fields }) };
  return scopeRecord(of, by, after ?? before ?? {});
}

/** The host alone: what else is in a URL may be a secret of the receiver. */
function fieldsOf({ url, events, enabled }: WebhookRow): AuditFields {
  return { host: new URL(url).host, events, enabled };
}
