import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import type { Draft } from './draft.ts';
import { failRun } from './end-run.ts';
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
  if (!draft.after.some((effect) => effect.type === 'bury')) draft.after.push({ type: 'bury' });
}

/** Ends the runs that were given up by earlier commits. */
export function bury(draft: Draft, failure: RunFailure): void {
  for (const run of draft.row.runs.filter(isGivenUp)) failRun(draft, run, run.started_at, failure);
}
