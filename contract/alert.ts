import type { Namespace } from './namespaces.ts';
import type { StoredMessage } from './resources/notifications.ts';

/** The events of jobs that an alert can be about. */
export const ALERT_EVENTS = ['job.failed', 'job.missed', 'job.running_long'] as const;

/** One of the {@link ALERT_EVENTS}. */
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** What an alert tells of: an event of a job, or that too many runs failed. */
export type AlertCause = AlertEvent | 'failure_rate';

/** How many of the runs may fail, counted by clock hours. */
export interface FailureRate {
  /** The share of failed runs from which on it is told, above 0 and at most 1. */
  above: number;
  /** The hour under way, and the full ones before it up to this many in all, 1 to 24; default 1. */
  hours?: number;
  /** Fewer runs than this tell nothing; default 10. */
  runs?: number;
}

/** Whom an alert tells, by the channels of its notification. */
export interface AlertRecipients {
  /** Addresses. */
  email?: string[];
  /** Phone numbers. */
  sms?: string[];
  /** Device tokens. */
  push_notification?: string[];
  /** Calls the callback of the notification, with these values for its path. */
  callback?: { params?: Record<string, string> };
}

/**
 * Tells people by a notification of the same product and env when something is wrong with jobs: of each job and cause at most once an hour, where
 * one-time jobs that call the same count as one job.
 */
export interface Alert {
  on?: AlertEvent[];
  failureRate?: FailureRate;
  /** Only jobs of these namespaces; default all. */
  namespaces?: Namespace[];
  /** Only jobs that call these, as `Job.target` says it: `stripe:charge`; default all. */
  targets?: string[];
  /** Only jobs of these named schedules; default all. */
  names?: string[];
  /** The notification and its message, `tag:message`. */
  notification: string;
  to: AlertRecipients;
}

/** What the message of an alert can name as `{{…}}`; each is text, empty where there is nothing to say. */
export const ALERT_VARIABLES = [
  'summary',
  'alert',
  'cause',
  'product',
  'env',
  'namespace',
  'target',
  'job_id',
  'name',
  'error',
  'at',
  'link',
  'key',
] as const;

/** A message for an incoming webhook of Slack, whose path is a secret: `https://hooks.slack.com/services/$Secret{SLACK}`. */
export function slackAlert(): StoredMessage {
  // Slack reads its own marks in `text`, which an app's error must not be able to set: in blocks all is plain.
  const text = '{{product}}/{{env}}: {{cause}} ({{alert}})';
  const summary = '{{summary}}';
  const details = '{{product}}/{{env}} · {{cause}} · {{at}}\n{{link}}';
  const blocks = [
    { type: 'section', text: { type: 'plain_text', text: summary } },
    { type: 'context', elements: [{ type: 'plain_text', text: details }] },
  ];
  return { callback: { body: { text, blocks } } };
}

/**
 * A message for the Events API v2 of PagerDuty, `https://events.pagerduty.com/v2/enqueue`.
 * @param routingKey of the integration: `$Secret{NAME}`
 */
export function pagerDutyAlert(
  routingKey: string,
  severity: 'critical' | 'error' | 'warning' | 'info' = 'error',
): StoredMessage {
  const payload = {
    summary: '{{summary}}',
    source: '{{product}}/{{env}}',
    severity,
    timestamp: '{{at}}',
    component: '{{target}}',
    class: '{{cause}}',
    custom_details: { job: '{{job_id}}', name: '{{name}}', error: '{{error}}', link: '{{link}}' },
  };
  const body = { routing_key: routingKey, event_action: 'trigger', dedup_key: '{{key}}', payload };
  return { callback: { body } };
}
