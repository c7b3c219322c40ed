import { ErrorCode } from '../../contract/errors.ts';
import type { JobStatus } from '../../contract/job.ts';
import { RequestError } from '../errors/request-error.ts';

/** Every change of status there is; what is not here is refused with 409 `ILLEGAL_TRANSITION`. */
export const TRANSITIONS: Record<JobStatus, readonly JobStatus[]> = {
  scheduled: ['running', 'completed', 'failed', 'cancelled'],
  queued: ['running', 'scheduled', 'failed', 'cancelled'],
  running: ['scheduled', 'completed', 'failed', 'cancelled'],
  paused: ['cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

/** @throws RequestError `ILLEGAL_TRANSITION` naming both states */
export function assertTransition(from: JobStatus, to: JobStatus): void {
  if (TRANSITIONS[from].includes(to)) return;
  const allowed = TRANSITIONS[from].join(', ') || 'nothing';
  throw new RequestError(
    ErrorCode.IllegalTransition,
    `A job that is ${from} cannot become ${to}; from ${from} it can become: ${allowed}.`,
  );
}
