import { COMMANDS, type CommandName, type CommandRule } from '../../contract/commands.ts';
import { ErrorCode } from '../../contract/errors.ts';
import type { JobStatus } from '../../contract/job.ts';
import { RequestError } from '../errors/request-error.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { isHeld, type JobRow, statusOf } from './row.ts';

/** Every change of status there is; what is not here never happens. */
export const TRANSITIONS: Record<JobStatus, readonly JobStatus[]> = {
  scheduled: ['queued', 'running', 'completed', 'failed', 'cancelled', 'paused'],
  queued: ['running', 'scheduled', 'failed', 'cancelled', 'paused'],
  running: ['scheduled', 'completed', 'failed', 'cancelled', 'paused'],
  paused: ['scheduled', 'queued', 'running', 'completed', 'failed', 'cancelled'],
  completed: [],
  failed: ['scheduled', 'queued'],
  cancelled: ['scheduled', 'running', 'paused'],
};

export { COMMANDS, type CommandName };

/** What to do instead of a command that the job's state does not allow, where there is something that does the same. */
const INSTEAD: { [Name in CommandName]?: { [Status in JobStatus]?: string } } = {
  retry: { scheduled: 'To run it now, trigger it.', paused: 'To let it go on, resume it.' },
  trigger: { failed: 'To run it once more, retry it.', paused: 'Resume it first.' },
  reschedule: { failed: 'To run it once more, retry it, with a delay if it is to be later.' },
};

/** The states in which any job takes the command, or a recurring one does. */
export function statesFor(name: CommandName): JobStatus[] {
  const rule: CommandRule = COMMANDS[name];
  return [...rule.from, ...(rule.recurring ?? [])];
}

/** @throws RequestError `ILLEGAL_TRANSITION` naming the job's state and what it was to become */
export function assertCommand(row: JobRow, name: CommandName): void {
  const { from, recurring = [], held = [], to }: CommandRule = COMMANDS[name];
  const status = statusOf(row);
  if (from.includes(status)) return;
  if (recurring.includes(status) && isRecurring(row.schedule)) return;
  if (held.includes(status) && isHeld(row)) return;
  const kind = recurring.length > 0 && !isRecurring(row.schedule) ? 'one-time job' : 'job';
  const instead = INSTEAD[name]?.[status];
  const refused = `A ${kind} that is ${status} cannot become ${to}; one that is ${listed(from)} can.`;
  throw illegal(instead === undefined ? refused : `${refused} ${instead}`);
}

/** A refusal for what the job's state does not allow. */
export function illegal(message: string): RequestError {
  return new RequestError(ErrorCode.IllegalTransition, message);
}

/** @throws RequestError `ILLEGAL_TRANSITION` naming both states */
export function assertTransition(from: JobStatus, to: JobStatus): void {
  if (TRANSITIONS[from].includes(to)) return;
  throw illegal(`A job that is ${from} cannot become ${to}.`);
}

function listed(states: readonly JobStatus[]): string {
  return states.length > 1 ? `${states.slice(0, -1).join(', ')} or ${states.at(-1)}` : states.join('');
}
