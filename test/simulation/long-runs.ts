import type { Execution } from '../../contract/job.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { RunInFlight } from '../../core/jobs/run-in-flight.ts';

/** By how much clocks differ, ms. */
const ABOUT = 2000;

/** What a commit tells of runs that take long and is not so: each is told once, and only when it does. */
export function longRunViolations(before: JobRow, after: JobRow): string[] {
  const told = after.did?.events?.filter(({ event }) => event === 'job.running_long').length ?? 0;
  const { expected_duration: expected = Number.POSITIVE_INFINITY, updated_at: now } = after;
  const isLong = (run: RunInFlight) => !run.told_long && run.claimed_at + expected <= now;
  const left = (run: RunInFlight) => after.runs.find(({ number }) => number === run.number);
  const noted = before.runs.filter((run) => !run.told_long && left(run)?.told_long);
  const ended = before.runs.filter((run) => isLong(run) && !left(run));
  if (!noted.every(isLong)) return ['a run is told to take long that does not'];
  const isSo = told >= noted.length && told <= noted.length + ended.length;
  return isSo ? [] : [`${told} runs told to take long, ${noted.length} noted and ${ended.length} ended`];
}

/** How many runs took longer than expected, where fewer were told; 0 where all were, or where nothing is known as the job was deleted. */
export function longRunsNotTold(
  { expected_duration: expected = Number.POSITIVE_INFINITY, deleted_at }: JobRow,
  executions: readonly Execution[],
  told: number,
): number {
  const long = executions.filter(({ duration_ms = 0 }) => duration_ms > expected + ABOUT).length;
  return deleted_at === undefined && told < long ? long : 0;
}
