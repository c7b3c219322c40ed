import type { Execution, Job } from '../../contract/job.ts';
import { firstOccurrence, nextOccurrence } from '../../core/schedule/occurrences.ts';
import type { RecurringSchedule } from '../../core/schedule/parsed-schedule.ts';
import type { Asked } from './commands.ts';

/** All that is known of one job. */
export interface Known {
  schedule: RecurringSchedule;
  job: Job;
  /** In any order. */
  executions: readonly Execution[];
  asked: Asked;
}

/** What became of the occurrences of one job. */
export interface Account {
  /** Occurrences that are over: run, or skipped. */
  runs: number;
  skipped: number;
  /** Runs beside the schedule. */
  triggered: number;
  /** Runs claimed and not ended yet. */
  inFlight: number;
  /** Occurrences that the history lacks though they are no longer due. */
  missing: number[];
  /** Occurrences up to the moment of the account that are still to come: not claimed yet. */
  due: number[];
  /** Occurrences that were due when the job was cancelled. */
  cancelled: number;
  /** What must not be; empty when every occurrence is accounted for. */
  faults: string[];
}

/**
 * Holds a job's history against its schedule, walked from the first occurrence up to `until`: every occurrence must be
 * there once, or be of a run in flight, or still be due. Runs in flight are the numbers that the history lacks.
 */
export function accountOf(known: Known, until: number): Account {
  const { schedule, job, executions, asked } = known;
  const faults: string[] = [];
  const isPlanned = ({ occurrence }: Execution) => firstOccurrence(schedule, occurrence) === occurrence;
  const runs = executions.filter(({ status }) => status !== 'skipped');
  const triggered = runs.filter((run) => !isPlanned(run));
  const entries = executions.filter((entry) => entry.status === 'skipped' || isPlanned(entry));
  const walked = walk(schedule, firstOccurrence(schedule, job.created_at), entries, faults);

  const numbers = new Set(runs.map(({ number }) => number));
  if (numbers.size < runs.length) faults.push('a number stands for two runs');
  const inFlight = job.execution_count - [...numbers].filter((n) => n <= job.execution_count).length;
  const { limit } = job;
  if (limit !== undefined && Math.max(job.execution_count, runs.length) > limit)
    faults.push(`${Math.max(job.execution_count, runs.length)} runs, the limit is ${limit}`);
  if (triggered.length > asked.triggers + asked.unclear || triggered.length + inFlight < asked.triggers)
    faults.push(
      `${triggered.length} runs beside the schedule (${times(triggered)}), ${asked.triggers} asked for`,
    );
  for (const { occurrence, status, reason, error } of executions) {
    if (status === 'skipped' && !reason) faults.push(`${time(occurrence)} skipped without a reason`);
    if (status === 'failed' && !error) faults.push(`${time(occurrence)} failed without an error`);
  }

  const full = limit !== undefined && job.execution_count >= limit;
  const after = full ? [] : listFrom(schedule, walked.next, until);
  const over = walked.next === null || (schedule.end ?? Number.POSITIVE_INFINITY) <= until;
  if (job.status === 'completed' && !full && !over) faults.push('completed before limit and endDate');
  if (job.status === 'cancelled' && !asked.cancelled) faults.push('cancelled, though no caller asked for it');
  if (job.status === 'failed') faults.push('failed, though it is recurring');
  // After the last entry come those of runs in flight, and then those that are not claimed yet.
  const live = job.status !== 'completed' && job.status !== 'cancelled';
  const claimed = after.filter((t) => job.next_run_at !== undefined && t < job.next_run_at);
  const isLast = live && job.status !== 'paused' && job.next_run_at === undefined;
  const ended = job.status === 'completed' || isLast;
  const missing = [...walked.missing, ...(ended ? after : claimed)];
  const waiting = inFlight - Math.max(0, asked.triggers - triggered.length);
  if (missing.length > Math.max(0, waiting))
    faults.push(`${missing.length} occurrences are nowhere, ${waiting} runs in flight: ${times(missing)}`);
  const rest = ended ? [] : after.slice(claimed.length);
  return {
    runs: runs.length - triggered.length,
    skipped: walked.skipped,
    triggered: triggered.length,
    inFlight,
    missing,
    due: live ? rest : [],
    cancelled: job.status === 'cancelled' ? rest.filter((t) => t <= (job.completed_at ?? 0)).length : 0,
    faults,
  };
}

/** Goes through the entries in the order of their occurrences; what is left out between them is missing. */
function walk(
  schedule: RecurringSchedule,
  first: number | null,
  entries: readonly Execution[],
  faults: string[],
) {
  const missing: number[] = [];
  let skipped = 0;
  let next = first;
  for (const entry of entries.toSorted((a, b) => a.occurrence - b.occurrence)) {
    const { occurrence, through = occurrence, count, status } = entry;
    while (next !== null && next < occurrence) {
      missing.push(next);
      next = nextOccurrence(schedule, next);
    }
    if (next !== occurrence) faults.push(`${time(occurrence)} ${status} is there twice, or is none`);
    let holds = 0;
    for (; next !== null && next <= through; next = nextOccurrence(schedule, next)) holds += 1;
    if (count !== undefined && count !== holds)
      faults.push(`${time(occurrence)} to ${time(through)} are ${holds} occurrences, not ${count}`);
    if (status === 'skipped') skipped += holds;
  }
  return { missing, skipped, next };
}

function listFrom(schedule: RecurringSchedule, from: number | null, until: number): number[] {
  const list: number[] = [];
  for (let t = from; t !== null && t <= until; t = nextOccurrence(schedule, t)) list.push(t);
  return list;
}

const time = (ms: number) => new Date(ms).toISOString();
const times = (list: readonly (number | Execution)[]) =>
  list
    .slice(0, 5)
    .map((each) => time(typeof each === 'number' ? each : each.occurrence))
    .join(', ');
