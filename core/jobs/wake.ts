import type { Held } from '../../contract/hold.ts';
import { dueOf, keyOf, type Lane, type WakeUp } from '../messages/wake-up.ts';
import { MINUTE } from '../time/units.ts';
import { abandon, endLostAfterCommit } from './abandon.ts';
import { isAbout, isLapsed } from './alone.ts';
import { armLong, armNext, armRuns } from './arm.ts';
import { claimDue } from './claim.ts';
import type { Draft } from './draft.ts';
import type { Decision } from './effects.ts';
import { complete } from './end-run.ts';
import { meetHold } from './hold.ts';
import { longAt, toldLong } from './long-run.ts';
import { isHeld, type JobRow, mayContinue, originOf } from './row.ts';
import {
  hasBegun,
  hasLostAttempt,
  isIdle,
  Lease,
  type RunInFlight,
  running,
  waitingAgain,
} from './run-in-flight.ts';

/** A wake-up that is at most this early is waited for in place, ms; an earlier one is sent on. */
export const WAIT_IN_PLACE = 2000;

/** Delay before a completion comes again that found its run still with a worker, ms. */
const COMPLETION_PAUSE = 2000;
/** After this long the executor drops the completion, ms: the run's own next call finds the end. */
const COMPLETION_EXPECTED = MINUTE;

type Completion = Extract<WakeUp, { kind: 'completion' }>;

/** Something may be due. */
export interface Awakening {
  type: 'wake';
  wake: WakeUp;
  /** An earlier receiver of the message did not finish with it. */
  redelivered: boolean;
  /** The message has started runs that are in flight, by a commit of which this receiver does not know that it is its own. */
  begun?: true;
  /** Runs whose worker was lost are done again in the lane `alone` only. */
  lane: Lane;
  /** In force on the job: nothing is claimed, and runs in flight continue. */
  hold?: Held;
}

/**
 * Answers a wake-up of the row's own generation. Doubled, late, early and stale ones are all the same case:
 * what is due by now is claimed, what was lost is recovered, and otherwise nothing happens.
 */
export function wake(draft: Draft, { wake: message, redelivered, begun, lane, hold }: Awakening): Decision {
  const started_by = keyOf(message);
  if (draft.row.deleted_at !== undefined) draft.after.push({ type: 'purge' });
  for (const run of draft.row.runs) toldLong(draft, run);
  // Only a wake-up about the run asks the history. If all asked while the history refuses, each would return, arm again and multiply.
  const asks = (run: RunInFlight) =>
    (run.state === 'abandoned' || isPausedAfterLoss(draft.row, run)) &&
    (redelivered || isAbout(message, draft.row, run));
  if (draft.row.runs.some(asks)) endLostAfterCommit(draft);
  if (lane === 'alone') recoverLost(draft, started_by);
  startRetries(draft, started_by, lane);
  if (message.kind === 'completion' && !draft.ended) resumeDeferred(draft, message, started_by, lane);
  let claimed = false;
  if (draft.live) {
    if (hold) meetHold(draft, hold);
    else claimed = claimDue(draft, started_by);
    complete(draft);
    if (redelivered && !claimed && !(hold && isHeld(draft.row)))
      draft.after.push(...armNext(draft.row, draft.now));
  } else if (message.kind === 'tick') {
    draft.after.push({ type: 'disarm', schedules: [message.schedule] });
  }
  if (redelivered || begun) lookAfterRuns(draft, started_by);
  return claimed && message.kind === 'timer' ? draft.decide() : awaitDue(draft, message);
}

/** A wake-up that came early comes again when it is due, also in a cancelled job, whose last runs must end. */
function awaitDue(draft: Draft, message: WakeUp): Decision {
  const early = earlyBy(draft, message);
  if (early === 0) return draft.decide();
  const due = draft.now + early;
  const busy = draft.after.some((effect) => effect.type === 'run');
  if (early <= WAIT_IN_PLACE && !busy) return { ...draft.decide(), waitUntil: due };
  draft.after.push({ type: 'arm', wake: message, at: due });
  return draft.decide();
}

/**
 * Runs whose worker is gone are run again, at most twice, and then abandoned (`WORKER_LOST`). In a paused job the executor calls none
 * of them again, except one whose work continues elsewhere.
 */
function recoverLost(draft: Draft, started_by: string): void {
  for (const run of draft.row.runs.filter((r) => isLapsed(r, draft.now))) {
    if (run.lost >= Lease.recoveries || draft.ended) {
      abandon(draft, run);
    } else if (!mayContinue(draft.row, run)) {
      draft.setRun(waitingAgain(run, draft.now));
      endLostAfterCommit(draft);
    } else {
      start(draft, { ...run, lost: run.lost + 1, started_by });
    }
  }
}

/** Whether a pause holds a run whose attempt may have ended. */
const isPausedAfterLoss = (row: JobRow, run: RunInFlight) => row.status === 'paused' && hasLostAttempt(run);

/** Whether a run may be called in a lane: one whose worker was lost is called alone. */
const mayBegin = (run: RunInFlight, lane: Lane) =>
  run.state !== 'abandoned' && (run.lost === 0 || lane === 'alone');

/** Starts the runs that wait when their time has come, also late; of a paused job only those whose work continues elsewhere. */
function startRetries(draft: Draft, started_by: string, lane: Lane): void {
  for (const run of draft.row.runs) {
    if (!isIdle(run) || run.retry_at > draft.now) continue;
    if (mayContinue(draft.row, run) && mayBegin(run, lane)) start(draft, { ...run, started_by });
  }
}

/** Resumes the deferred run whose work has ended elsewhere; while a worker still has the run, the completion waits until that worker has deferred it. */
function resumeDeferred(draft: Draft, message: Completion, started_by: string, lane: Lane): void {
  for (const run of draft.row.runs) {
    if (!mayBegin(run, lane) || originOf(draft.row, run).occurrence !== message.occurrence) continue;
    if (run.state === 'deferred') {
      start(draft, { ...run, started_by });
    } else if (run.state === 'running' && draft.now - message.armed_at < COMPLETION_EXPECTED) {
      draft.after.push({ type: 'arm', wake: message, at: draft.now + COMPLETION_PAUSE });
    }
  }
}

function start(draft: Draft, run: RunInFlight): void {
  const leased = running(run, draft.leaseUntil);
  draft.setRun(leased);
  draft.after.push({ type: 'run', run: leased });
  if (hasBegun(run) || run.deferrals !== undefined) return;
  draft.emit('job.started');
  draft.after.push(...armLong(draft.row, leased, draft.now));
}

/**
 * The earlier receiver of this message may have died during its run, or between a commit and the arming that
 * follows it. A redelivered message recovers: it looks after the runs that the message started, and only
 * those, and arms the next occurrence again. If every late message did, doubled ones would breed.
 */
function lookAfterRuns(draft: Draft, started_by: string): void {
  const { row, now } = draft;
  const started = new Set(
    draft.after.flatMap((effect) => (effect.type === 'run' ? [effect.run.number] : [])),
  );
  const mine = row.runs.filter(
    (r) => r.started_by === started_by && !started.has(r.number) && r.state !== 'abandoned',
  );
  draft.after.push(...armRuns(row, mine, now));
}

/** How long before its time a wake-up came, ms; 0 for one that is not early or has nothing to wait for. */
function earlyBy(draft: Draft, message: WakeUp): number {
  const due = dueOf(message);
  return due !== undefined && isAwaited(draft, message) ? Math.max(0, due - draft.now) : 0;
}

function isAwaited({ row, live }: Draft, message: WakeUp): boolean {
  switch (message.kind) {
    case 'tick':
    case 'completion':
      return false;
    case 'timer':
      return live && row.next_run_at !== null && message.occurrence >= row.next_run_at;
    case 'retry':
      return row.runs.some(
        (r) =>
          r.number === message.run &&
          r.attempt === message.attempt &&
          r.deferrals === message.deferrals &&
          r.state !== 'running',
      );
    case 'recover':
      return row.runs.some(
        (r) => (r.state === 'running' && r.lease_until === message.due) || longAt(row, r) === message.due,
      );
  }
}
