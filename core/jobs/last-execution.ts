import { jsonBytes } from '../text/bounds.ts';
import type { Draft } from './draft.ts';
import type { RecordedExecution } from './recorded-execution.ts';

/** The largest execution that stands in a row, bytes of JSON: a row of more than 1 KB costs another unit at every write. */
const IN_ROW_BYTES = 400;

/**
 * Writes down how a run ended: in the row where it is small, as one write then ends the run, and nothing can happen between its record and
 * its commit; before another takes its place it goes into the history.
 */
export function writeDown(draft: Draft, recorded: RecordedExecution): void {
  const { last_execution: earlier } = draft.row;
  if (earlier && earlier.execution.occurrence !== recorded.execution.occurrence) toHistory(draft, earlier);
  if (jsonBytes(recorded.execution) > IN_ROW_BYTES) {
    toHistory(draft, recorded);
    draft.clear('last_execution');
    return;
  }
  draft.set({ last_execution: recorded });
  if (recorded.execution.status === 'completed') draft.clear('last_success');
}

function toHistory(draft: Draft, recorded: RecordedExecution): void {
  draft.record(recorded);
  const { status, occurrence } = recorded.execution;
  if (status === 'completed') draft.set({ last_success: occurrence });
}
