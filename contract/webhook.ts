/** What webhooks can listen to. */
export const WEBHOOK_EVENTS = [
  'job.scheduled',
  'job.started',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'job.paused',
  'job.resumed',
  'job.missed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
