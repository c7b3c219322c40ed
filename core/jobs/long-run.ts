import type { Draft } from './draft.ts';
import type { JobRow } from './row.ts';
import type { RunInFlight } from './run-in-flight.ts';

/** The moment from which on a run takes longer than expected, Unix ms; undefined where nothing is expected, or where it was told. */
export function longAt({ expected_duration }: JobRow, run: RunInFlight): number | undefined {
  const { expected = expected_duration ?? 0, told_long } = run;
  return expected === 0 || told_long ? undefined : run.claimed_at + expected;
}

/** Tells of a run, once, that takes longer than expected; of a deleted job nothing is told. @returns the run as it stands then */
export function toldLong<Run extends RunInFlight>(draft: Draft, run: Run): Run {
  const isLong = (longAt(draft.row, run) ?? Number.POSITIVE_INFINITY) <= draft.now;
  if (!isLong || draft.row.deleted_at !== undefined) return run;
  const told = { ...run, told_long: true as const };
  draft.setRun(told);
  draft.emit('job.running_long');
  return told;
}
