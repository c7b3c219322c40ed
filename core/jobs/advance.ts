import type { AuditCommand } from '../../contract/audit.ts';
import type { Held } from '../../contract/hold.ts';
import type { SchedulePatch } from '../../contract/schedule.ts';
import type { WakeUp } from '../messages/wake-up.ts';
import type { Random } from '../time/clock.ts';
import { endLost } from './abandon.ts';
import { rearm } from './arm.ts';
import type { AuditRecord } from './audit-record.ts';
import type { Asked } from './caller.ts';
import { cancel } from './cancel.ts';
import { deadLetter } from './dead-letter.ts';
import { type Declaration, declare, fence, type Undeclaration, undeclare } from './declare.ts';
import { Draft } from './draft.ts';
import type { Decision } from './effects.ts';
import { type Ending, finish } from './finish.ts';
import { healOverdue } from './heal-overdue.ts';
import { pause, resume } from './pause.ts';
import type { RecordedExecution } from './recorded-execution.ts';
import { remove } from './remove.ts';
import { reschedule, retryJob } from './reschedule.ts';
import { isFailing, type JobRow } from './row.ts';
import type { RunInFlight, RunningRun } from './run-in-flight.ts';
import { COMMANDS } from './transitions.ts';
import { trigger } from './trigger.ts';
import { undo, undoOf } from './undo.ts';
import { type Awakening, wake } from './wake.ts';

/** What can happen to a job. */
export type JobEvent =
  | Awakening
  /** The attempt `run` has ended. */
  | { type: 'finish'; run: RunningRun; started_at: number; outcome: Ending }
  | Command
  /** Be what it was before a command. */
  | ({ type: 'undo'; of: AuditRecord } & ByCaller)
  /** Be what the named schedule of the job is declared to be. */
  | ({ type: 'declare'; declaration: Declaration } & ByCaller)
  /** Its named schedule is not declared any more, or by another job. */
  | ({ type: 'undeclare'; undeclaration: Undeclaration } & ByCaller)
  /** Its named schedule is declared by a set of this generation, and stands as it is. */
  | { type: 'fence'; generation: number }
  /** End the run `of`, whose worker was lost, as the history says. */
  | { type: 'end-lost'; end: RecordedExecution; of: RunInFlight }
  /** Let nothing begin until a moment, Unix ms, or until a command is committed before. */
  | { type: 'hold'; until: number }
  /** Wake-ups may have been lost: send and create all of them again. */
  | { type: 'rearm' }
  /** The statistics count only what was written from a moment on, Unix ms: be written again, if it was before. */
  | { type: 'count-anew'; epoch: number }
  /** The job may have lost all of its wake-ups; under a `hold` only runs in flight can miss theirs. */
  | { type: 'heal-overdue'; hold?: Held }
  /** A wake-up failed so often that it will not come again. */
  | { type: 'dead-letter'; wake: WakeUp };

/** The caller that asks for it; absent of what the audit trail does not tell of. */
interface ByCaller {
  asked?: Asked;
}

/** What a caller asks of a job (docs/contract.md, 6). */
export type Command = Asking & ByCaller;

type Asking =
  | { type: 'cancel'; reason?: string }
  /** In `bulk` the job is one of many: a job that was paused by hand stays so. */
  | { type: 'pause'; bulk?: true; reason?: string }
  /** In `bulk` only a job that was paused in bulk is resumed. */
  | { type: 'resume'; bulk?: true }
  | { type: 'reschedule'; schedule: SchedulePatch }
  /** One run now, beside the schedule, unless one of the last had the same key; a `hold` in force does not keep it. */
  | { type: 'trigger'; hold?: Held; idempotency_key?: string }
  /** A failed job once more, `delay` ms from now; under a new idempotency key also where the target may have done it. */
  | { type: 'retry'; delay: number; new_key?: boolean }
  | { type: 'delete' };

/**
 * The heart: what is to be done about an event, as a pure function. The answer is effects to execute before
 * a commit, the row to commit on condition of the old one's version, and effects for after it, which only the
 * process that committed executes. One that loses the commit reads the row again and asks again.
 * @param longest the longest attempt that the executor has time for, ms, whatever the job was promised
 * @throws RequestError `ILLEGAL_TRANSITION` for a command that the job's status does not allow, `VALIDATION_ERROR` for
 * a schedule that is none
 */
export function advance(
  row: JobRow,
  event: JobEvent,
  now: number,
  random: Random,
  longest = Number.POSITIVE_INFINITY,
): Decision {
  const draft = new Draft(row, now, longest);
  if (isCommand(event)) draft.byCommand();
  switch (event.type) {
    case 'wake':
      return wake(draft, event);
    case 'finish':
      finish(draft, event.run, event.started_at, event.outcome, random);
      break;
    case 'cancel':
      cancel(draft, event.reason);
      break;
    case 'pause':
      pause(draft, event.bulk ? 'bulk' : 'hand', event.reason);
      break;
    case 'resume':
      resume(draft, event.bulk ?? false, random);
      break;
    case 'reschedule':
      reschedule(draft, event.schedule, random);
      break;
    case 'trigger':
      trigger(draft, random, event);
      break;
    case 'retry':
      retryJob(draft, event.delay, event.new_key ?? false, random);
      break;
    case 'delete':
      remove(draft);
      break;
    case 'undo':
      undo(draft, event.of, random);
      break;
    case 'declare':
      declare(draft, event.declaration, random);
      break;
    case 'undeclare':
      undeclare(draft, event.undeclaration);
      break;
    case 'fence':
      fence(draft, event.generation);
      break;
    case 'end-lost':
      endLost(draft, event.end, event.of);
      break;
    case 'hold':
      draft.set({ held_until: event.until });
      break;
    case 'heal-overdue':
      healOverdue(draft, event.hold);
      break;
    case 'count-anew':
      if (row.updated_at < event.epoch && (!draft.ended || isFailing(row))) draft.set({});
      break;
    case 'rearm':
      rearm(draft);
      break;
    case 'dead-letter':
      deadLetter(draft, event.wake);
      break;
  }
  if ('asked' in event && event.asked) {
    const command = commandOf(event);
    // A schedule that had ended is not ended by it.
    if (command !== 'undeclare' || draft.row.status !== row.status) draft.tell({ command, ...event.asked });
  }
  return draft.decide();
}

function commandOf(event: Extract<JobEvent, ByCaller>): AuditCommand {
  return event.type === 'undo' ? (undoOf(event.of) ?? event.of.command) : event.type;
}

/** What a caller asks for beside the commands on a job by its id. */
const ASKED: readonly JobEvent['type'][] = ['declare', 'undeclare', 'fence', 'undo'];

/** Whether a caller asks for it. */
export function isCommand(event: JobEvent): boolean {
  return ASKED.includes(event.type) || event.type in COMMANDS;
}
