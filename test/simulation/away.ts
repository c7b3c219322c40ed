import { isEnded, type JobRow, originOf } from '../../core/jobs/row.ts';
import type { RunInFlight } from '../../core/jobs/run-in-flight.ts';
import type { WakeUp } from '../../core/messages/wake-up.ts';

/** What a wake-up found of the run that it is about, whose work continues elsewhere. */
export interface Expected {
  number: number;
  call: string;
}

/** Runs whose attempt has left the executor: they alone are called in a paused job, and what they wait for is not to be lost. */
export class Away {
  private readonly left = new Set<string>();

  committed(row: JobRow): void {
    for (const run of row.runs)
      if (run.state !== 'running' && run.deferrals !== undefined && run.slot === undefined)
        this.left.add(attemptOf(row, run));
  }

  /** Whether the attempt has left the executor, by the commits. */
  hasLeft(row: JobRow, run: RunInFlight): boolean {
    return this.left.has(attemptOf(row, run));
  }

  /** The run that a wake-up has to have called when it has been answered: its work has ended, or its time has come. */
  expected(row: JobRow | undefined, wake: WakeUp, now: number): Expected | undefined {
    if (!row || isEnded(row)) return undefined;
    const run = row.runs.find((each) => each.state !== 'running' && isAbout(wake, row, each, now));
    return run && this.hasLeft(row, run) ? { number: run.number, call: callOf(run) } : undefined;
  }
}

/** Whether it is called, or has ended, or its job has. */
export function wasCalled(row: JobRow | undefined, { number, call }: Expected): boolean {
  if (!row || isEnded(row)) return true;
  const run = row.runs.find((each) => each.number === number);
  return run === undefined || run.state === 'running' || callOf(run) !== call;
}

function isAbout(wake: WakeUp, row: JobRow, run: RunInFlight, now: number): boolean {
  if (wake.kind === 'completion') return originOf(row, run).occurrence === wake.occurrence;
  if (wake.kind !== 'retry' || wake.gen !== row.gen || wake.due > now) return false;
  return wake.run === run.number && wake.attempt === run.attempt && wake.deferrals === run.deferrals;
}

const attemptOf = (row: JobRow, run: RunInFlight) => `${row.id} ${run.number} ${run.attempt}`;

const callOf = ({ attempt, lost, deferrals }: RunInFlight) => `${attempt} ${lost} ${deferrals}`;
