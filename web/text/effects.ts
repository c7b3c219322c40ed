import type { BulkAction } from '../../contract/bulk.ts';
import { COMMANDS, type CommandName, type CommandRule } from '../../contract/commands.ts';
import type { Job } from '../../contract/job.ts';
import { counted } from './format.ts';
import { forReader } from './sentence.ts';

/** The words of a command: on its button, as the title of its dialog, and on the button that does it. */
export interface CommandWords {
  button: string;
  title: string;
  confirm: string;
  done: string;
}

export const COMMAND_WORDS: Record<CommandName, CommandWords> = {
  trigger: { button: 'Run now', title: 'Run it once now?', confirm: 'Run now', done: 'It runs now.' },
  pause: { button: 'Pause', title: 'Pause this job?', confirm: 'Pause', done: 'It is paused.' },
  resume: { button: 'Resume', title: 'Resume this job?', confirm: 'Resume', done: 'It is resumed.' },
  reschedule: {
    button: 'Reschedule',
    title: 'Change the schedule',
    confirm: 'Change the schedule',
    done: 'The schedule is changed.',
  },
  retry: { button: 'Retry', title: 'Run it once more?', confirm: 'Retry', done: 'It is tried again.' },
  cancel: {
    button: 'Cancel',
    title: 'Cancel this job for good?',
    confirm: 'Cancel the job',
    done: 'It is cancelled.',
  },
  delete: { button: 'Delete', title: 'Delete this job?', confirm: 'Delete the job', done: 'It is deleted.' },
};

/** Why the state of the job does not allow a command; undefined where it does. */
export function refusalOf(name: CommandName, job: Job): string | undefined {
  const { from, recurring = [], held = [], to }: CommandRule = COMMANDS[name];
  if (name === 'cancel' && job.status === 'cancelled') return 'It is cancelled already.';
  if (name === 'pause' && job.status === 'paused' && job.paused_by === 'hand') return 'It is paused already.';
  if (from.includes(job.status) || (job.recurring && recurring.includes(job.status))) return undefined;
  if (job.held && held.includes(job.status)) return undefined;
  return `A job that is ${job.status} cannot be ${to === 'running' || to === 'queued' ? 'started' : to}.`;
}

/** What a command will do to this job, before it does. */
export function effectOf(name: CommandName, job: Job, now: number): string {
  switch (name) {
    case 'trigger': {
      if (!job.recurring && job.next_attempt_at !== undefined)
        return 'Its next attempt starts now, under the same idempotency key.';
      if (!job.recurring && job.held && job.scheduled_at <= now)
        return 'Its run starts now, and none follows at the end of the hold.';
      const of = job.limit === undefined ? '' : ` of ${job.limit}`;
      return `It runs once now, beside the schedule. That counts as run ${job.execution_count + 1}${of}.`;
    }
    case 'pause':
      return job.status === 'running'
        ? 'The run under way ends. Nothing else starts until it is resumed; what comes due meanwhile is skipped.'
        : 'Nothing starts until it is resumed; what comes due meanwhile is skipped.';
    case 'resume':
      return job.recurring
        ? 'It continues from now, with the next time of its schedule. What was skipped stays skipped.'
        : 'It runs at its time, or at once where that has passed.';
    case 'reschedule':
      return 'Its runs keep being counted.';
    case 'retry':
      return `It runs once more, with all of its ${counted(job.retries + 1, 'attempt')}. While the target may have done its work, the run has the same idempotency key.`;
    case 'cancel': {
      const next = job.next_run_at;
      const lost = next === undefined ? '' : ` The run of ${forReader(next, now, job.tz)} will not happen.`;
      return `Nothing starts any more; a cancelled job cannot be resumed${job.recurring ? ', but its cancel can be undone' : ''}. An attempt under way ends and is recorded.${lost}`;
    }
    case 'delete':
      return `The job and the history of its ${counted(job.execution_count, 'run')} are gone. There is no undo.`;
  }
}

/** "Cancel 1,204 jobs". */
export const bulkButton = (action: BulkAction, jobs: number): string =>
  `${COMMAND_WORDS[action].button} ${counted(jobs, 'job')}`;

/** What a command will do to many jobs. */
export const BULK_EFFECTS: Record<BulkAction, string> = {
  pause:
    'Nothing of them starts until they are resumed; what comes due meanwhile is skipped. Runs under way end.',
  resume: 'They continue from now. Jobs that were paused one by one stay paused.',
  retry: 'Each runs once more, with all of its attempts.',
  cancel: 'Nothing of them starts any more; a cancelled job cannot be resumed. Attempts under way end.',
  delete: 'The jobs and their history are gone. There is no undo. Jobs with a run under way are left alone.',
};

export const BULK_DONE: Record<BulkAction, string> = {
  pause: 'paused',
  resume: 'resumed',
  retry: 'tried again',
  cancel: 'cancelled',
  delete: 'deleted',
};
