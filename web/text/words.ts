import type { Execution, InFlight, Job, SkipReason } from '../../contract/job.ts';

/** The looks of what a chip says: a shape and a colour, so that neither is needed to tell states apart. */
export type Look = 'ok' | 'fail' | 'run' | 'wait' | 'pause' | 'skip' | 'miss' | 'cancel' | 'plan' | 'queue';

/** What a chip says. */
export interface Sign {
  look: Look;
  word: string;
}

/** How late something is before it counts as overdue here, ms. */
const LATE_MS = 10_000;

const STATES: Record<Job['status'], Sign> = {
  scheduled: { look: 'plan', word: 'Scheduled' },
  queued: { look: 'queue', word: 'Queued' },
  running: { look: 'run', word: 'Running' },
  completed: { look: 'ok', word: 'Completed' },
  failed: { look: 'fail', word: 'Failed' },
  cancelled: { look: 'cancel', word: 'Cancelled' },
  paused: { look: 'pause', word: 'Paused' },
};

/** When the job has something to do next, Unix ms; undefined where nothing is planned. */
export function nextOf({
  status,
  recurring,
  next_run_at,
  next_attempt_at,
  scheduled_at,
}: Job): number | undefined {
  if (status !== 'scheduled' && status !== 'queued') return undefined;
  const times = [next_run_at, next_attempt_at].filter((at) => at !== undefined);
  if (times.length > 0) return Math.min(...times);
  return recurring ? undefined : scheduled_at;
}

/** Whether a hold keeps its next run from starting; a run that has begun makes its retries all the same. */
export const isHeld = (job: Job): boolean =>
  job.held !== undefined && nextOf(job) !== undefined && nextOf(job) !== job.next_attempt_at;

/** Whether its next run should have started by now. */
export function isOverdue(job: Job, now: number): boolean {
  const next = nextOf(job);
  return next !== undefined && next < now - LATE_MS && !isHeld(job);
}

/** The state of a job, as the chip beside it says it. */
export function stateOf(job: Job, now: number): Sign {
  if (isHeld(job)) return { look: 'pause', word: 'Held' };
  if (isOverdue(job, now)) return { look: 'miss', word: 'Overdue' };
  if (job.status === 'scheduled' && job.next_attempt_at !== undefined)
    return { look: 'wait', word: 'Waiting to retry' };
  return STATES[job.status];
}

const REASONS: Record<SkipReason, string> = {
  overlap: 'overlap, a run was still going',
  missed: 'it could not run in time',
  paused: 'the job was paused',
  limit: 'the limit was reached',
  rescheduled: 'the schedule changed',
  cancelled: 'the job was cancelled',
};

/** What came of an occurrence. */
export function outcomeOf({ status, reason, detail, attempts }: Execution): Sign & { why?: string } {
  if (status === 'completed')
    return { look: 'ok', word: 'Completed', ...(attempts > 1 && { why: `after ${attempts} attempts` }) };
  if (status === 'failed') return { look: 'fail', word: 'Failed' };
  const why = reason && `${REASONS[reason]}${detail === undefined ? '' : `: ${detail}`}`;
  if (reason === 'missed') return { look: 'miss', word: 'Missed', ...(why && { why }) };
  return { look: reason === 'paused' ? 'pause' : 'skip', word: 'Skipped', ...(why && { why }) };
}

/** The run that an occurrence skipped for overlap met, of those that are known; one that is in flight is in no history yet. */
export function runMet(
  { reason, occurrence }: Execution,
  history: readonly Execution[],
  inFlight: readonly InFlight[] = [],
): { number: number; hasEnded: boolean } | undefined {
  if (reason !== 'overlap') return undefined;
  const hadStarted = (at: number | undefined) => at !== undefined && at <= occurrence;
  const ended = history.find(
    ({ status, started_at: from, completed_at: to = 0 }) =>
      status !== 'skipped' && hadStarted(from) && occurrence < to,
  );
  if (ended) return { number: ended.number, hasEnded: true };
  const going = inFlight.find(({ started_at: from }) => hadStarted(from));
  return going && { number: going.number, hasEnded: false };
}

/** A job by the name that people know it by. */
export const titleOf = (job: Job): string => job.name ?? job.target;

/** The end of an id, which tells it from others. */
export const shortId = (id: string): string => `…${id.slice(-6)}`;

/** What a job needs a person for: of one that runs on and fails, that it fails. */
export function troubleOf(job: Job, now: number): Sign {
  const state = stateOf(job, now);
  const isPlain = state.look === 'plan' || state.look === 'queue';
  return isPlain && job.consecutive_failures > 0 ? { look: 'fail', word: 'Failing' } : state;
}
