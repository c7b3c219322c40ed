import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import type { RecordedExecution } from '../ports/history-store.ts';
import type { Draft } from './draft.ts';
import { endAsRecorded, failRun, isEndOf } from './end-run.ts';
import { Lease } from './lease.ts';
import { isGivenUp, type RunInFlight } from './row.ts';

/** The end of a run whose worker did not come back. */
export const LOST = {
  code: ErrorCode.WorkerLost,
  message: 'The worker was lost during the run, repeatedly.',
} satisfies RunFailure;

/**
 * Gives a run up whose worker may still be alive. What that one writes down before its commit, which it will lose, is
 * outranked by the burial; were the run ended at once, a burial that loses could outrank a worker that wins.
 */
export function giveUp(draft: Draft, run: RunInFlight): void {
  const { lease_until: _over, ...rest } = run;
  const given = { ...rest, lost: Lease.recoveries + 1, retry_at: draft.now };
  draft.set({ runs: draft.row.runs.map((each) => (each.number === run.number ? given : each)) });
  askToBury(draft);
}

/** Lets the runs that are given up be ended by another commit, when the history has been asked about them. */
export function askToBury(draft: Draft): void {
  if (!draft.after.some((effect) => effect.type === 'bury')) draft.after.push({ type: 'bury' });
}

/** A run that was given up, and what the history says of its occurrence since. */
export interface Asked {
  number: number;
  recorded: RecordedExecution | null;
}

/** Ends runs that were given up by earlier commits and have been asked about since; others wait for the next wake-up. */
export function bury(draft: Draft, failure: RunFailure, asked: readonly Asked[]): void {
  for (const run of draft.row.runs.filter(isGivenUp)) {
    const found = asked.find(({ number }) => number === run.number);
    if (!found) continue;
    const { recorded } = found;
    if (recorded && isEndOf(run, recorded)) endAsRecorded(draft, run, recorded.execution);
    else failRun(draft, run, run.started_at, failure);
  }
}
