import type { AuditCommand, AuditEntry } from '../../contract/audit.ts';

/** What was done, after who did it. */
const DEEDS: Record<AuditCommand, string> = {
  dispatch: 'dispatched',
  declare: 'declared',
  undeclare: 'ended the schedule of',
  cancel: 'cancelled',
  uncancel: 'took back the cancel of',
  pause: 'paused',
  resume: 'resumed',
  reschedule: 'rescheduled',
  trigger: 'ran at once',
  retry: 'retried',
  delete: 'deleted',
  cancel_many: 'cancelled many jobs of',
  pause_many: 'paused many jobs of',
  resume_many: 'resumed many jobs of',
  retry_many: 'retried many jobs of',
  delete_many: 'deleted many jobs of',
  pause_all: 'paused all of',
  resume_all: 'resumed all of',
  set_webhook: 'set a webhook of',
  delete_webhook: 'deleted a webhook of',
};

/** "rescheduled", "undid: resumed". */
export const deedOf = ({ command, undoes }: AuditEntry): string =>
  undoes === undefined ? DEEDS[command] : `undid: ${DEEDS[command]}`;

/** How it is known who it was, and from where. */
const VIAS: Record<AuditEntry['via'], string> = {
  iam: 'signed by IAM',
  token: 'by token',
  invoke: 'a function or person that invoked the API directly',
  anonymous: 'not signed',
  local: 'on this machine',
  deploy: 'the schedules of the config',
  window: 'a maintenance window of the config',
  alert: 'an alert of the config',
};

export const viaOf = ({ via, address }: AuditEntry): string =>
  address === undefined || via === 'local' ? VIAS[via] : `${VIAS[via]}, from ${address}`;

const FIELDS: Record<string, string> = {
  status: 'State',
  target: 'Target',
  cron: 'Cron',
  tz: 'Zone',
  every: 'Every (ms)',
  start_at: 'Start',
  limit: 'Limit',
  end_date: 'End',
  overlap: 'If one still runs',
  missed: 'If it was missed',
  precision: 'Precision',
  next_run_at: 'Next run',
  paused_by: 'Paused by',
  retries: 'Retries',
  timeout: 'Timeout (ms)',
  fairness_key: 'Fairness key',
  input: 'Input',
};

/** A field that a command changed; without `from` or `to` it was not there before, or is not since. */
export interface FieldChange {
  name: string;
  from?: Value;
  to?: Value;
}

type Value = { at: number } | { text: string };

/** What a command changed, field by field. */
export function changesOf({ before = {}, after = {} }: AuditEntry): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((field) => {
    const [from, to] = [shownOf(field, before[field]), shownOf(field, after[field])];
    return { name: FIELDS[field] ?? field, ...(from && { from }), ...(to && { to }) };
  });
}

function shownOf(field: string, value: unknown): Value | undefined {
  if (value === undefined) return undefined;
  const isMoment = typeof value === 'number' && /(_at|_date)$|^(since|until|from|to)$/.test(field);
  return isMoment ? { at: value } : { text: Array.isArray(value) ? value.join(', ') : String(value) };
}

/** What an undo will do, before it does; undefined where nothing undoes it. */
export function undoEffectOf({ undo, before }: AuditEntry): string | undefined {
  switch (undo?.command) {
    case 'resume':
      return 'It continues from now, with the next time of its schedule. What was skipped stays skipped.';
    case 'pause':
      return 'Nothing of it starts until it is resumed; what comes due meanwhile is skipped.';
    case 'uncancel':
      return before?.['status'] === 'paused'
        ? 'It is paused again, as it was. What came due since is skipped.'
        : 'It continues from now, with the next time of its schedule. What came due since is skipped.';
    case 'cancel':
      return 'Nothing of it starts any more. An attempt under way ends and is recorded.';
    case 'reschedule':
      return 'It has the schedule of before again, from now on. Its runs keep being counted.';
    default:
      return undefined;
  }
}
