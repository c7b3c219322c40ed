import { armNext, armRetry } from './arm.ts';
import { claimDue } from './claim.ts';
import { complete } from './complete.ts';
import type { Draft } from './draft.ts';
import type { Decision } from './effects.ts';
import { failRun, LOST } from './finish.ts';
import { Lease } from './lease.ts';
import { dueOf, type WakeUp } from './wake-up.ts';

/** A wake-up that is at most this early is waited for in place, ms; an earlier one is sent on. */
export const WAIT_IN_PLACE = 2000;

/**
 * Answers a wake-up of the row's own generation. Doubled, late, early and stale ones are all the same case:
 * what is due by now is claimed, what was lost is recovered, and otherwise nothing happens.
 */
export function wake(draft: Draft, message: WakeUp, redelivered: boolean): Decision {
  recoverLost(draft);
  if (!draft.live) {
    if (message.kind === 'beat') draft.after.push({ type: 'disarm', schedules: [message.schedule] });
    return draft.decide();
  }
  startRetries(draft);
  const claimed = claimDue(draft);
  complete(draft);
  if (redelivered) inherit(draft, claimed);
  if (claimed) return draft.decide();

  const early = earlyBy(draft, message);
  if (early === 0) return draft.decide();
  const due = draft.now + early;
  if (early <= WAIT_IN_PLACE) return { ...draft.decide(), waitUntil: due };
  draft.after.push({ type: 'arm', wake: message, at: due });
  return draft.decide();
}

/** Runs whose worker is gone are run again, at most twice (`WORKER_LOST`); in an ended job they only end. */
function recoverLost(draft: Draft): void {
  for (const run of draft.row.runs.filter((r) => r.lease_until !== undefined && r.lease_until <= draft.now)) {
    if (run.lost >= Lease.recoveries || !draft.live) {
      failRun(draft, run, run.started_at, LOST);
    } else {
      start(draft, { ...run, lost: run.lost + 1 });
    }
  }
}

function startRetries(draft: Draft): void {
  for (const run of draft.row.runs) {
    if (run.retry_at !== undefined && run.retry_at <= draft.now) start(draft, run);
  }
}

function start(draft: Draft, { retry_at: _waited, ...run }: Draft['row']['runs'][number]): void {
  const leased = { ...run, lease_until: Lease.until(draft.row, draft.now) };
  draft.set({ runs: draft.row.runs.map((r) => (r.number === run.number ? leased : r)) });
  draft.after.push({ type: 'run', run: leased });
}

/**
 * The earlier receiver of this message may have died between its commit and its arming, so its heir arms
 * again. Only redelivered messages do: if every late one did, doubled messages would breed.
 */
function inherit(draft: Draft, claimed: boolean): void {
  if (!claimed) draft.after.push(...armNext(draft.row, draft.now));
  draft.after.push(...draft.row.runs.flatMap((run) => armRetry(draft.row, run, draft.now)));
}

/** How long before its time a wake-up came, ms; 0 for one that is not early or has nothing to wait for. */
function earlyBy(draft: Draft, message: WakeUp): number {
  const due = dueOf(message);
  if (due === undefined || due <= draft.now || !isAwaited(draft, message)) return 0;
  return due - draft.now;
}

function isAwaited({ row }: Draft, message: WakeUp): boolean {
  switch (message.kind) {
    case 'beat':
      return false;
    case 'aim':
      return row.next_run_at !== null && message.occurrence >= row.next_run_at;
    case 'retry':
      return row.runs.some(
        (r) => r.number === message.run && r.attempt === message.attempt && r.retry_at !== undefined,
      );
    case 'recover':
      return row.runs.some((r) => r.lease_until === message.due);
  }
}
