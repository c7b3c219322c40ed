import { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { WEBHOOK_EVENTS } from '../../contract/webhook.ts';
import { webhookCursor } from '../input/cursor.ts';
import { pageLimit, tag } from '../input/job-filter.ts';
import { type Checked, check } from '../validation/check.ts';
import { urlFault } from './receiver-address.ts';
import { secretFault } from './sign.ts';

/** What a webhook is set with. */
export const webhookSchema = z.strictObject({
  url: z.string().min(1).max(Limits.webhookUrlLength),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(100),
  secret: z.string().min(1).max(Limits.webhookSecretLength),
  product: tag.optional(),
  env: tag.optional(),
});

/** What a list of webhooks may be narrowed by, and which page of it, as it comes in a query string. */
export const webhookFilterSchema = z.strictObject({
  product: tag.optional(),
  env: tag.optional(),
  limit: pageLimit,
  cursor: webhookCursor.optional(),
});

/** A filter of webhooks, checked. */
export type CheckedWebhookFilter = z.output<typeof webhookFilterSchema>;

/** A webhook request, checked: the URL as `URL` writes it, each event once. */
export type CheckedWebhook = z.output<typeof webhookSchema>;

/**
 * Reads what a webhook is to be; no issue repeats the secret.
 * @param local lets through receivers on this machine
 */
export function readWebhook(body: unknown, local: boolean): Checked<CheckedWebhook> {
  const checked = check(webhookSchema, body);
  const shapeIssues = checked.ok ? [] : checked.issues;
  const { url, secret } = asRecord(body);
  const faults = { url: urlTextFault(url, local), secret: secretTextFault(secret) };
  const issues: Issue[] = Object.entries(faults).flatMap(([path, message]) =>
    message === undefined || shapeIssues.some((issue) => issue.path === path) ? [] : [{ path, message }],
  );
  if (!checked.ok || issues.length > 0) return { ok: false, issues: [...shapeIssues, ...issues] };
  const { url: text, events } = checked.value;
  return { ok: true, value: { ...checked.value, url: asKept(text).href, events: [...new Set(events)] } };
}

/** A URL without its fragment, which no receiver is sent. */
function asKept(text: string): URL {
  const url = new URL(text);
  url.hash = '';
  return url;
}

function urlTextFault(text: unknown, local: boolean): string | undefined {
  if (typeof text !== 'string' || text.length > Limits.webhookUrlLength) return undefined;
  if (!URL.canParse(text)) return 'a URL is expected';
  const url = asKept(text);
  return urlFault(url, local) ?? lengthFault(url);
}

function secretTextFault(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > Limits.webhookSecretLength) return undefined;
  return secretFault(text);
}

/** What is kept is bounded as it is kept: a character outside ASCII is written as up to twelve. */
function lengthFault({ href }: URL): string | undefined {
  const { webhookUrlLength: most } = Limits;
  if (href.length <= most) return undefined;
  return `it has ${href.length} characters with those outside ASCII percent-encoded, at most ${most} are kept`;
}
