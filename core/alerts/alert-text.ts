import type { ALERT_VARIABLES } from '../../contract/alert.ts';
import type { AlertMessage } from '../messages/message.ts';
import { durationText } from '../schedule/preview/moment-text.ts';

/** The values of what a message may name. */
export type AlertValues = Record<(typeof ALERT_VARIABLES)[number], string>;

/**
 * What the message of an alert is filled with.
 * @param key the same for all that is told once
 * @param link where a browser finds the job, or what finds it else
 */
export function alertValues(message: AlertMessage, key: string, link: string): AlertValues {
  const { alert, cause, product, env, job } = message;
  return {
    summary: summaryOf(message),
    alert,
    cause,
    product,
    env,
    namespace: job?.namespace ?? '',
    target: job?.target ?? '',
    job_id: job?.id ?? '',
    name: job?.name ?? '',
    error: job?.error ?? '',
    at: new Date(message.at).toISOString(),
    link,
    key,
  };
}

function summaryOf({ product, env, cause, job, rate }: AlertMessage): string {
  const where = `${product}/${env}`;
  const what = `${job?.name ?? `${job?.namespace} ${job?.target}`}`;
  switch (cause) {
    case 'job.failed':
      return `${where}: a run of ${what} failed${job?.error ? `: ${job.error}` : ''}`;
    case 'job.missed':
      return `${where}: occurrences of ${what} did not run in time`;
    case 'job.running_long':
      return `${where}: a run of ${what} takes longer than expected (${durationText(job?.expected ?? 0)})`;
    case 'failure_rate': {
      const { failed = 0, runs = 1, since = 0 } = rate ?? {};
      const share = Math.round((100 * failed) / runs);
      return `${where}: ${failed} of ${runs} runs (${share} %) failed since ${new Date(since).toISOString().slice(11, 16)} UTC`;
    }
  }
}
