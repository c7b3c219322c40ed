import type { Alert, AlertEvent } from '../../contract/alert.ts';
import type { Config } from '../../contract/config.ts';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import { envIn } from '../config/find-resource.ts';
import { isOfAlert, type JobRow } from '../jobs/row.ts';
import type { RowChange } from '../jobs/row-change.ts';
import type { AlertMessage } from '../messages/message.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { cutText } from '../text/bounds.ts';

/**
 * What alerts of the config tell of a change, a message for each alert and event. Of the jobs that alerts dispatch nothing is told, or a
 * notification that fails would alert about itself.
 */
export function alertsOf({ before, after }: RowChange, config: Config): AlertMessage[] {
  const events = after?.did?.events;
  if (!events || before?.version === after.version || isOfAlert(after)) return [];
  const alerts = Object.entries(envIn(config, after)?.alerts ?? {}).filter(([, each]) =>
    isAbout(each, after),
  );
  return alerts.flatMap(([alert, { on = [] }]) =>
    events
      // What fails of a cancelled job its caller has dealt with.
      .filter((told) => told.event !== 'job.failed' || after.status !== 'cancelled')
      .filter((told) => on.some((event) => event === told.event))
      .map(({ event, error = event === 'job.failed' ? after.last_error : undefined }) => ({
        kind: 'alert',
        alert,
        product: after.product,
        env: after.env,
        cause: event as AlertEvent,
        at: after.updated_at,
        job: {
          ...jobOf(after),
          ...defined({ error: error && cutText(`${error.code}: ${error.message}`, Limits.alertErrorLength) }),
        },
      })),
  );
}

function isAbout({ namespaces, targets, names }: Alert, row: JobRow): boolean {
  const { namespace, target, declared } = row;
  return (
    (namespaces?.includes(namespace) ?? true) &&
    (targets?.includes(target) ?? true) &&
    (names?.includes(declared?.name ?? '') ?? true)
  );
}

function jobOf({ id, namespace, target, declared, expected_duration, schedule }: JobRow) {
  return {
    id,
    namespace,
    target,
    ...defined({ name: declared?.name, expected: expected_duration }),
    ...(!isRecurring(schedule) && { once: true as const }),
  };
}
