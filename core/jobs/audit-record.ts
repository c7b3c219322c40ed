import type { AuditEntry } from '../../contract/audit.ts';
import { defined } from '../../contract/plain-data.ts';
import type { ParsedSchedule } from '../schedule/parsed-schedule.ts';
import type { Asked } from './caller.ts';
import type { Scope, ScopeFilter } from './scope.ts';

/** An entry of the audit trail as it is kept. */
export interface AuditRecord extends Omit<AuditEntry, 'undo'> {
  /** Counts the commands of its job. */
  nth?: number;
  /** The schedule that an undo gives back. */
  restore?: ParsedSchedule;
  /** The products and envs whose lists have it, where these are others than its own. */
  scopes?: Scope[];
}

/** The entry of one commit of a job, by its version: so it is the same however often the change is read. */
export const auditId = (jobId: string, version: number) => `${jobId}.${version}`;

/** The job and version of an entry; undefined for an id of another kind. */
export function commitOf(id: string): { job_id: string; version: number } | undefined {
  const [, job_id = '', version] = /^(job_[0-9A-Z]{26})\.([1-9]\d{0,9})$/.exec(id) ?? [];
  return version === undefined ? undefined : { job_id, version: Number(version) };
}

/** The entry of a command that is about no one job. @param scope whose lists have it */
export function scopeRecord(
  of: Pick<AuditRecord, 'id' | 'at' | 'command'> & Partial<AuditRecord>,
  asked: Asked,
  { product, env }: ScopeFilter,
): AuditRecord {
  return { ...of, at: Math.floor(of.at), ...asked, ...defined({ product, env }) };
}
