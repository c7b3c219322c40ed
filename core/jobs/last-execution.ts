import type { Execution } from '../../contract/job.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { jsonBytes } from '../text/bounds.ts';
import type { Draft } from './draft.ts';

/** What came of an occurrence, and by which try: see `rankOf` in core/jobs/end-run. */
export interface RecordedExecution {
  execution: Execution;
  rank: number;
}

/** The largest execution that stands in a row, bytes of JSON: a row of more than 1 KB costs another unit at every write. */
const IN_ROW_BYTES = 400;

/**
 * Writes down how a run ended. That of a one-time job stands in its row, where it is small: then one write ends the job, and nothing can
 * happen between its record and its commit. It goes into the history before another takes its place.
 */
export function writeDown(draft: Draft, recorded: RecordedExecution): void {
  const { last_execution: earlier, schedule } = draft.row;
  if (earlier && earlier.execution.occurrence !== recorded.execution.occurrence) draft.record(earlier);
  if (!isRecurring(schedule) && jsonBytes(recorded.execution) <= IN_ROW_BYTES) {
    draft.set({ last_execution: recorded });
  } else {
    draft.record(recorded);
    draft.clear('last_execution');
  }
}
