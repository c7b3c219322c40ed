import type { Job } from '../../contract/job.ts';
import { cityOf, counted, moment, ownZone, relative, span } from './format.ts';
import { heldSentence } from './holds.ts';
import { isHeld, isOverdue, nextOf } from './words.ts';

/** A moment for who reads: by the zone of the schedule first, and by their own where that is another. */
export function forReader(at: number, now: number, zone: string | undefined): string {
  const own = ownZone();
  const mine = moment(at, now, own);
  if (zone === undefined || zone === own) return mine;
  const there = moment(at, now, zone);
  return there === mine ? mine : `${there} ${cityOf(zone)} · ${mine} for you`;
}

/** What a job does next, or came to, in a sentence. @param now Unix ms by the clock of the API */
export function sentenceOf(job: Job, now: number): string {
  const when = (at: number) => forReader(at, now, job.tz);
  const next = nextOf(job);
  switch (job.status) {
    case 'running': {
      const since = job.started_at === undefined ? '' : `, for ${span(now - job.started_at)}`;
      const then = job.next_run_at === undefined ? '' : ` Next: ${when(job.next_run_at)}.`;
      const { started_at: at = now, expectedDuration: expected = Number.POSITIVE_INFINITY } = job;
      const long = now - at > expected ? `, longer than the ${span(expected)} that it should take` : '';
      return `Run ${job.execution_count} is under way${since}${long}.${then}`;
    }
    case 'paused': {
      const since = job.paused_at === undefined ? '' : ` since ${when(job.paused_at)}`;
      const how = job.paused_by === 'bulk' ? ', with others' : '';
      const why = job.reason === undefined ? '' : `: ${job.reason}`;
      return `Paused${since}${how}${why}. Nothing starts until it is resumed.`;
    }
    case 'failed':
      return `${ended('Failed', job, when)} after ${counted(job.retry_count + 1, 'attempt')}${errorOf(job)}.`;
    case 'completed': {
      const last = ended('Completed', job, when);
      return job.recurring
        ? `${last}, after ${counted(job.execution_count, 'run')}; none follows.`
        : `${last}.`;
    }
    case 'cancelled':
      return `Cancelled${job.reason ? `: ${job.reason}` : '.'}`;
    default:
      return next === undefined ? 'Nothing is planned.' : planned(job, next, now, when);
  }
}

function planned(job: Job, next: number, now: number, when: (at: number) => string): string {
  if (job.held && isHeld(job))
    return `${heldSentence(job.held, now)} ${next < now ? 'Came due' : 'Its next time is'} ${when(next)}.`;
  if (isOverdue(job, now)) {
    const late = `Should have started ${when(next)}, ${span(now - next)} ago.`;
    const healed = job.healed_at ?? 0;
    if (healed >= next) return `${late} Its wake-up was lost, and sent again ${when(healed)}.`;
    return `${late} It waits for its target, or its wake-up was lost: then it is sent again, on AWS within six minutes.`;
  }
  if (job.next_attempt_at === next) {
    const then = job.recurring && job.next_run_at !== undefined ? ` Next run: ${when(job.next_run_at)}.` : '';
    const of = `Attempt ${job.retry_count + 1} of ${job.retries + 1}`;
    return `${of} ${relative(next, now)}, at ${when(next)}${errorOf(job)}.${then}`;
  }
  const failing =
    job.consecutive_failures > 0
      ? ` The last ${counted(job.consecutive_failures, 'run')} failed${errorOf(job)}.`
      : '';
  return `Runs next ${when(next)}, ${relative(next, now)}.${failing}`;
}

const ended = (word: string, job: Job, when: (at: number) => string): string =>
  job.completed_at === undefined ? word : `${word} ${when(job.completed_at)}`;

const errorOf = ({ last_error: error }: Job): string => (error ? `: ${error.code}` : '');
