import type { AuditCommand } from '../../contract/audit.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { PAUSED_BY } from '../../contract/job.ts';
import { RequestError } from '../errors/request-error.ts';
import { firstOccurrence } from '../schedule/occurrences.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import { type AuditRecord, commitOf } from './audit-record.ts';
import { cancel } from './cancel.ts';
import type { Draft } from './draft.ts';
import { pause, resume } from './pause.ts';
import { giveSchedule } from './reschedule.ts';
import type { JobRow } from './row.ts';
import { assertCommand, illegal } from './transitions.ts';
import { uncancel } from './uncancel.ts';

/** What undoes a command. */
const UNDOES: { [Command in AuditCommand]?: AuditCommand } = {
  reschedule: 'reschedule',
  pause: 'resume',
  resume: 'pause',
  cancel: 'uncancel',
  uncancel: 'cancel',
};

/** The command that an undo of the entry is; undefined where nothing undoes it. */
export function undoOf({ command }: AuditRecord): AuditCommand | undefined {
  return UNDOES[command];
}

/**
 * Brings a recurring job back to where it was before a command, if no command was committed since.
 * @throws RequestError `ILLEGAL_TRANSITION` with the reason where that cannot be any more
 */
export function undo(draft: Draft, of: AuditRecord, random: Random): void {
  const { row } = draft;
  const { command, before, after, restore } = of;
  assertUndoable(row, of);
  const [held] = PAUSED_BY.filter((by) => by === before?.['paused_by']);
  const wasPaused = before?.['status'] === 'paused';
  switch (command) {
    case 'pause':
      // An entry tells what differs: only by whom.
      if (after?.['status'] !== 'paused') throw illegal('The job was paused before.');
      resume(draft, false, random);
      break;
    case 'resume':
      pause(draft, held ?? 'hand');
      break;
    case 'cancel':
      uncancel(draft, wasPaused ? (held ?? 'hand') : undefined, random);
      break;
    case 'uncancel':
      cancel(draft, undefined);
      break;
    default:
      if (restore === undefined || !isRecurring(restore)) throw illegal('The job was a one-time job before.');
      assertCommand(row, 'reschedule');
      // What passes in a pause is not made up.
      if (row.status === 'paused' && firstOccurrence(restore, draft.now) === null)
        throw illegal('The schedule of before has ended: the job has nothing left to run.');
      orIllegal(() => giveSchedule(draft, restore, random));
  }
}

/** @throws RequestError `ILLEGAL_TRANSITION` */
function assertUndoable(row: JobRow, of: AuditRecord): void {
  if (undoOf(of) === undefined) throw illegal(`Nothing undoes ${of.command}.`);
  if (!isRecurring(row.schedule)) throw illegal('Only commands on recurring jobs can be undone.');
  if (row.commanded?.version !== commitOf(of.id)?.version)
    throw illegal('Another command has changed the job since.');
}

/** What is wrong by now with a schedule that was right is a matter of the job's state. */
function orIllegal(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== ErrorCode.Validation) throw error;
    const [issue] = error.issues ?? [];
    throw illegal(`The schedule of before cannot be given back: ${issue?.path} ${issue?.message}.`);
  }
}
