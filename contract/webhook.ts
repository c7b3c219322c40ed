import type { JobStatus } from './job.ts';
import type { Namespace } from './namespaces.ts';

/** What a webhook can be told of (docs/contract.md, 14); `job.failed` comes after all retries. */
export const WEBHOOK_EVENTS = [
  'job.scheduled',
  'job.started',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'job.paused',
  'job.resumed',
  'job.missed',
  'job.running_long',
] as const;

/** One of the events of jobs. */
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** The event of a test-fire, which no webhook can leave out. */
export const TEST_EVENT = 'webhook.test';

/** The body of a delivery; times in Unix ms. */
export interface WebhookPayload {
  event: WebhookEvent;
  /** When it happened, Unix ms. */
  timestamp: number;
  job: WebhookJob;
}

/** The job as it was when the event happened. */
export interface WebhookJob {
  id: string;
  status: JobStatus;
  namespace: Namespace;
  product: string;
  env: string;
  scheduled_at: number;
  execution_count?: number;
  error?: string;
}

/** What `jobs.setWebhook` takes: who is told of what. Without product or env, those of all of them. */
export interface WebhookRequest {
  /** `https:`, on any port; never a private, loopback, link-local or metadata address. */
  url: string;
  events: WebhookEvent[];
  /** Signs the deliveries: `whsec_` and base64, or any text, used as it is. Nothing gives it back. */
  secret: string;
  product?: string;
  env?: string;
}

/** What a delivery failed with. */
export interface WebhookFailure {
  /** Unix ms. */
  at: number;
  /** What the receiver answered, if it did. */
  status?: number;
  /** At most 200 characters. */
  error: string;
}

/** A webhook as the API shows it; times in Unix ms. */
export interface Webhook {
  id: string;
  url: string;
  events: WebhookEvent[];
  product?: string;
  env?: string;
  /** False after a day of nothing but failures; setting it again enables it. */
  enabled: boolean;
  /** Since then every delivery has failed. */
  failing_since?: number;
  /** What a delivery failed with last, noted every five minutes at most; it stays when deliveries succeed again. */
  last_failure?: WebhookFailure;
  disabled_reason?: string;
  created_at: number;
  updated_at: number;
}

/** Which webhooks are listed: those that were set for this product and env; and which page of them. */
export interface WebhookFilter {
  product?: string;
  env?: string;
  /** Most of a page: 50 unless told, 100 at most. */
  limit?: number;
  /** Of the page before. */
  cursor?: string;
}

/** A page of the webhooks of a filter that the caller may see, in the order of their ids; there may be more while it has a cursor. */
export interface WebhookList {
  webhooks: Webhook[];
  cursor?: string;
}

/** How a test-fire went. */
export interface WebhookTest {
  /** Whether the receiver answered 2xx. */
  delivered: boolean;
  /** What it answered, if it did. */
  status?: number;
  duration_ms: number;
  /** Why it was not delivered. */
  error?: string;
}
