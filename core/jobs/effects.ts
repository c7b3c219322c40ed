import type { Execution } from '../../contract/job.ts';
import type { WakeUp } from '../messages/wake-up.ts';
import type { RecurringSchedule } from '../schedule/parsed-schedule.ts';
import type { JobRow } from './row.ts';
import type { RunningRun } from './run-in-flight.ts';

/** What a decision asks of the world. */
export type Effect = PortEffect | RunEffect | EndLostEffect;

/** An effect that the ports execute. */
export type PortEffect =
  /** Send this wake-up so that it arrives at `at`, or as soon as it can when that is past. */
  | { type: 'arm'; wake: WakeUp; at: number }
  /** Create the recurring schedules; `from` is the first occurrence. */
  | { type: 'arm-tick'; schedule: RecurringSchedule; from: number }
  /** Remove schedules by name; those that do not exist are no error. */
  | { type: 'disarm'; schedules: string[] }
  /** Keep the payload so long, Unix ms, or as long as the job is there. */
  | { type: 'keep-payload'; until?: number }
  /** Remove versions of the payload that no run will be sent any more. */
  | { type: 'drop-payloads'; versions: (number | undefined)[] }
  /** Remove what belongs to a deleted job; its row last. */
  | { type: 'purge' }
  /** Write down what came of an occurrence; nothing of a lower rank replaces it. */
  | { type: 'record'; execution: Execution; rank: number };

/** Do the work of one attempt: the executor's own business. */
export interface RunEffect {
  type: 'run';
  run: RunningRun;
}

/** Ask the history about the runs whose worker was lost and that no other calls, and end them by another commit: the use case's own business. */
export interface EndLostEffect {
  type: 'end-lost';
}

/** What is to be done about an event: effects, a new row to commit between them, or neither. */
export interface Decision {
  /** Done before the row is committed; a crash after them leaves only spurious traces. */
  before: Effect[];
  /** The row to commit, its version already counted up; absent when nothing changes. */
  row?: JobRow;
  /** Done after the commit, by the one who committed. */
  after: Effect[];
  /** The runs that end by it. */
  ended?: Execution[];
  /** The wake-up came early: it is worth waiting until then, Unix ms. */
  waitUntil?: number;
}
