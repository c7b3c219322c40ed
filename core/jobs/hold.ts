import type { AuditFields } from '../../contract/audit.ts';
import type { Held, Hold, HoldScope } from '../../contract/hold.ts';
import type { Job } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { type AuditRecord, scopeRecord } from './audit-record.ts';
import type { Caller } from './caller.ts';
import type { Draft } from './draft.ts';
import { isHeld } from './row.ts';

/** Whether a hold lasts beyond a moment, Unix ms: an expired one is nothing. */
export function isInForce({ until }: Hold, now: number): boolean {
  return until === undefined || until > now;
}

/** A scope whose fields may be undefined. */
type AnyScope = { [Name in keyof HoldScope]?: HoldScope[Name] | undefined };

/** Whether a scope, such as that of a hold, has all of another one in it. */
export function covers(hold: AnyScope, { product, env, namespace }: AnyScope): boolean {
  return (
    (hold.product === undefined || hold.product === product) &&
    (hold.env === undefined || hold.env === env) &&
    (hold.namespace === undefined || hold.namespace === namespace)
  );
}

/** Whether two scopes have something in common. */
export function meet(a: AnyScope, b: AnyScope): boolean {
  const fields = ['product', 'env', 'namespace'] as const;
  return fields.every((name) => a[name] === undefined || b[name] === undefined || a[name] === b[name]);
}

/** Those of the holds that are in force on something of the scopes at a moment, Unix ms; the oldest first. */
export function holdsOf(scopes: readonly AnyScope[], holds: readonly Hold[], now: number): Hold[] {
  return holds
    .filter((hold) => isInForce(hold, now) && scopes.some((scope) => meet(hold, scope)))
    .sort((a, b) => a.since - b.since);
}

/** The hold in force on all of a scope, or on a job, at a moment, Unix ms; of several the one that lasts longest. */
export function holdOn(scope: HoldScope, holds: readonly Hold[], now: number): Hold | undefined {
  const end = ({ until }: Hold) => until ?? Number.POSITIVE_INFINITY;
  const mine = holds.filter((hold) => isInForce(hold, now) && covers(hold, scope));
  return mine.reduce<Hold | undefined>(
    (last, hold) => (last && end(last) >= end(hold) ? last : hold),
    undefined,
  );
}

/**
 * Notes that what is due of a job has met a hold. It needs no wake-up meanwhile: whatever ends the hold finds the jobs that have met
 * one. Runs in flight, and what a caller triggers, are not held.
 */
export function meetHold(draft: Draft, { reason }: Held): void {
  const { row, now, live } = draft;
  if (!live || row.next_run_at === null || row.next_run_at > now || isHeld(row)) return;
  draft.set({ met_hold: { reason } });
}

/**
 * What the audit trail tells of a hold that is written.
 * @param before the one in its place
 * @param id equal for all that one command writes
 */
export function holdRecord(
  command: 'pause_all' | 'resume_all',
  before: Hold | undefined,
  { reason, ...hold }: Hold,
  by: Caller,
  id: string,
): AuditRecord {
  const { namespace, since, until } = hold;
  const isPaused = command === 'pause_all';
  return scopeRecord(
    {
      id,
      command,
      at: isPaused ? since : (until ?? since),
      ...defined({ namespace, before: before && holdFields(before) }),
      ...(isPaused && { after: holdFields({ ...hold, reason }) }),
    },
    { ...by, ...(isPaused && { reason }) },
    hold,
  );
}

const holdFields = ({ reason, since, until, window }: Hold) =>
  defined({ reason, since, until, window }) as AuditFields;

const HOLDABLE: readonly Job['status'][] = ['scheduled', 'queued', 'running'];

/** The job with what keeps it from starting, if something does. */
export function withHold(job: Job, holds: readonly Hold[], now: number): Job {
  const hold = HOLDABLE.includes(job.status) ? holdOn(job, holds, now) : undefined;
  return hold ? { ...job, held: { reason: hold.reason, ...defined({ until: hold.until }) } } : job;
}
