import type { Failure } from '../retry/retry-policy.ts';
import { isEndUnknown } from '../retry/unknown-end.ts';
import type { Draft } from './draft.ts';
import { originOf } from './row.ts';
import type { RunInFlight } from './run-in-flight.ts';

/**
 * Notes the run that the job has failed with, if the target may have done what one of its attempts asked: a refusal of
 * the last attempt says nothing about those before it.
 */
export function noteUnsettled(draft: Draft, run: RunInFlight, failure: Failure): void {
  if (draft.row.status !== 'failed') return;
  const unsure = run.unsure === true || run.lost > 0 || isEndUnknown(failure);
  if (unsure) draft.set({ unsettled: originOf(draft.row, run) });
}

/** What a run takes over from the unsettled one that it continues; nothing where there is none. */
export function takeUnsettled(draft: Draft): Pick<RunInFlight, 'origin' | 'unsure'> {
  const { unsettled } = draft.row;
  if (unsettled === undefined) return {};
  draft.clear('unsettled');
  return { origin: unsettled, unsure: true };
}
