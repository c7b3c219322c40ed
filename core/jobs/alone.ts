import type { WakeUp } from '../messages/wake-up.ts';
import { type JobRow, mayContinue, originOf } from './row.ts';
import { isIdle, type RunInFlight } from './run-in-flight.ts';

/**
 * Whether answering the wake-up would run again what a worker was lost with: what has killed one may kill the next, so it goes
 * where no other run is beside it. Only wake-ups about the run do so, as otherwise all that come meanwhile would be doubled.
 */
export function belongsAlone(row: JobRow, message: WakeUp, redelivered: boolean, now: number): boolean {
  return row.runs.some((run) => {
    if (run.state === 'abandoned') return false;
    if (isLapsed(run, now)) return redelivered || message.kind === 'recover';
    return mayContinue(row, run) && startsAlone(run, now) && (redelivered || isAbout(message, row, run));
  });
}

/** Whether a run's worker is lost. */
export function isLapsed(run: RunInFlight, now: number): boolean {
  return run.state === 'running' && run.lease_until <= now;
}

function startsAlone(run: RunInFlight, now: number): boolean {
  if (run.lost === 0 || !isIdle(run)) return false;
  return run.retry_at <= now || run.deferrals !== undefined;
}

/** Whether a wake-up is for this run. */
export function isAbout(message: WakeUp, row: JobRow, run: RunInFlight): boolean {
  if (message.kind === 'completion') return message.occurrence === originOf(row, run).occurrence;
  return message.kind === 'retry' && message.run === run.number;
}
