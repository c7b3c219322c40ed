import type { Namespace } from './namespaces.ts';

/** What the audit trail tells of: `uncancel` is the undo of a cancel, `declare` and `undeclare` are about named schedules. */
export const AUDIT_COMMANDS = [
  'dispatch',
  'declare',
  'undeclare',
  'cancel',
  'uncancel',
  'pause',
  'resume',
  'reschedule',
  'trigger',
  'retry',
  'delete',
  'cancel_many',
  'pause_many',
  'resume_many',
  'retry_many',
  'delete_many',
  'pause_all',
  'resume_all',
  'set_webhook',
  'delete_webhook',
] as const;

/** One of the {@link AUDIT_COMMANDS}. */
export type AuditCommand = (typeof AUDIT_COMMANDS)[number];

/**
 * How it is known who asked: by the signature of IAM, by a token, or not at all where a function was invoked directly, as Lambda does not tell
 * by whom; `deploy` applies the schedules of the config, `window` opens its maintenance windows, `alert` tells its alerts, `local` is any caller of the embedded cloud.
 */
export const AUDIT_VIAS = [
  'iam',
  'token',
  'invoke',
  'anonymous',
  'local',
  'deploy',
  'window',
  'alert',
] as const;

/** One of the {@link AUDIT_VIAS}. */
export type AuditVia = (typeof AUDIT_VIAS)[number];

/** What a command found or left, field by field; never an input, a URL's path or a secret. Times in Unix ms. */
export type AuditFields = Record<string, string | number | boolean | string[]>;

/** One command that has changed something; times in Unix ms. */
export interface AuditEntry {
  id: string;
  at: number;
  /** An ARN of IAM, the subject of a token, or the word that {@link AUDIT_VIAS} has. */
  actor: string;
  via: AuditVia;
  /** The address that the call came from, as the gateway saw it. */
  address?: string;
  command: AuditCommand;
  /** Absent of what is about all products. */
  product?: string;
  /** Absent of what is about all envs. */
  env?: string;
  /** Of a job, or of what is about one namespace only. */
  namespace?: Namespace;
  job_id?: string;
  /** What the job calls, see `Job.target`. */
  target?: string;
  /** The named schedule whose job it is. */
  name?: string;
  /** The bulk operation that it is, or is a part of. */
  bulk_id?: string;
  webhook_id?: string;
  /** What differed before; all of what was cancelled, ended or deleted. */
  before?: AuditFields;
  /** What differs since; all of what is new. */
  after?: AuditFields;
  reason?: string;
  /** The entry that it undoes. */
  undoes?: string;
  /** How it can be undone; absent where nothing undoes it. */
  undo?: AuditUndo;
}

/** What undoes a command, and whether it still may. */
export interface AuditUndo {
  command: AuditCommand;
  /** Absent in lists by scope, which do not look at the jobs. */
  still_possible?: boolean;
  why_not?: string;
}

/** One page of the audit trail, newest first; `cursor` is there while more may follow. */
export interface AuditPage {
  entries: AuditEntry[];
  cursor?: string;
}

/** Which page of the audit trail of a job. */
export interface AuditPageAsked {
  /** Default 50, at most 100. */
  limit?: number;
  cursor?: string;
}

/** Which commands `jobs.listAudit` shows. */
export interface AuditFilter extends AuditPageAsked {
  product?: string;
  env?: string;
  /** Only those whose actor has this text in it. */
  actor?: string;
  /** At or after, Unix ms or ISO 8601. */
  from?: number | string;
  /** At or before, Unix ms or ISO 8601. */
  to?: number | string;
}
