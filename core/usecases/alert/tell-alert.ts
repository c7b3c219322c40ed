import type { Alert } from '../../../contract/alert.ts';
import { ErrorCode } from '../../../contract/errors.ts';
import { type AlertValues, alertValues } from '../../alerts/alert-text.ts';
import { envIn } from '../../config/find-resource.ts';
import { RequestError } from '../../errors/request-error.ts';
import { literally } from '../../input/operators/parse.ts';
import { ALERT } from '../../jobs/caller.ts';
import type { AlertMessage } from '../../messages/message.ts';
import type { Ports } from '../../ports/ports.ts';
import { hourOf } from '../../stats/hours.ts';
import { MINUTE, SECOND } from '../../time/units.ts';
import { dispatchJob } from '../dispatch/dispatch-job.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';

/** What all that is told once has in common: the alert, what it is about and why, and the hour. */
export function alertKey({ alert, product, env, cause, at, job }: AlertMessage): string {
  const subject = job?.once ? `${job.namespace} ${job.target}` : (job?.id ?? '');
  return JSON.stringify([product, env, alert, cause, subject, hourOf(at)]);
}

/**
 * Dispatches the notification of an alert, under an idempotency key by which the same is told once an hour; nothing where the config has no such
 * alert any more.
 * @param dashboard where a browser finds the dashboard, if it is served
 */
export async function tellAlert(
  message: AlertMessage,
  dashboard: string | undefined,
  setup: DispatchSetup,
  ports: Ports,
): Promise<void> {
  const { product, env } = message;
  const alerts = envIn(setup.config, message)?.alerts ?? {};
  const alert = Object.hasOwn(alerts, message.alert) ? alerts[message.alert] : undefined;
  if (!alert) return;
  const key = setup.digest(alertKey(message));
  const values = alertValues(message, key, linkOf(message, dashboard));
  const body = { product, env, ...dispatchOf(alert, values), idempotency_key: key, ...AGAIN };
  try {
    const caller = { ...ALERT, actor: message.alert };
    await dispatchJob('notifications', body, { ...setup, caller, own: 'alerts' }, ports);
  } catch (error) {
    // It was told in other words, as a failure rate or an error changes within the hour.
    if (!(error instanceof RequestError) || error.code !== ErrorCode.IdempotencyConflict) throw error;
  }
}

/** What people are told by may be down for a while: the attempts take 47 minutes. */
const AGAIN = {
  retries: 8,
  retryConfig: { initialDelay: 10 * SECOND, backoffMultiplier: 3, maxDelay: 10 * MINUTE },
};

/** What finds the job, or the figures: an address of the dashboard, or where none is served a command. */
function linkOf({ job, product, env }: AlertMessage, dashboard: string | undefined): string {
  if (dashboard === undefined)
    return job ? `ductape get ${job.id}` : `ductape stats --product ${product} --env ${env}`;
  const scope = new URLSearchParams({ in: `${product}/${env}` });
  return new URL(job ? `/jobs/${job.id}` : `/stats?${scope}`, dashboard).href;
}

/** The dispatch of a notification that says something; what jobs and their targets said is text in it, never an operator. */
export function dispatchOf({ notification, to }: Alert, values: AlertValues): object {
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, literally(value)]));
  const { email, sms, push_notification, callback } = to;
  const input = {
    ...(email && { email: { recipients: email, subject: texts, template: texts } }),
    ...(sms && { sms: { recipients: sms, body: texts } }),
    ...(push_notification && {
      push_notification: { device_tokens: push_notification, title: texts, body: texts, data: texts },
    }),
    ...(callback && { callback: { ...callback, body: texts } }),
  };
  return { notification, input };
}
