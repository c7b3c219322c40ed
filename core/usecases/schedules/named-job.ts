import { ErrorCode } from '../../../contract/errors.ts';
import type { NamedSchedule } from '../../../contract/named-schedule.ts';
import { RequestError } from '../../errors/request-error.ts';
import { isEnded, type JobRow } from '../../jobs/row.ts';
import { everything } from '../../jobs/scope.ts';
import { toJob } from '../../jobs/view.ts';
import type { Ports } from '../../ports/ports.ts';
import { changeJob } from '../manage/change-job.ts';

/** A named schedule as callers see it. */
export function toNamedSchedule(row: JobRow): NamedSchedule {
  const { name = '', by: declared_by = 'call' } = row.declared ?? {};
  return { name, declared_by, job: toJob(row) };
}

/** Whether a job no longer stands for its schedule: it was cancelled or deleted. */
export function isGone({ deleted_at, status }: JobRow): boolean {
  return deleted_at !== undefined || status === 'cancelled';
}

/** Cancels the job of a schedule, unless it has ended; its history stays. */
export async function endJob(row: JobRow, reason: string, ports: Ports): Promise<void> {
  if (row.deleted_at !== undefined || isEnded(row)) return;
  try {
    await changeJob(row.id, { type: 'cancel', reason }, everything, ports);
  } catch (error) {
    // It has ended or was deleted meanwhile.
    const ended = error instanceof RequestError && ENDED.includes(error.code);
    if (!ended) throw error;
  }
}

const ENDED: readonly ErrorCode[] = [ErrorCode.NotFound, ErrorCode.IllegalTransition];
