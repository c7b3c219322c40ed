import type { RunFailure } from '../../contract/errors.ts';
import type { Execution, JobStatus, SkipReason } from '../../contract/job.ts';
import { copyOf, defined } from '../../contract/plain-data.ts';
import type { WebhookEvent } from '../../contract/webhook.ts';
import type { OccurrenceRange } from '../schedule/occurrences.ts';
import type { Decision, Effect } from './effects.ts';
import { assertRoom, boundedOutbox, type OutboxEntry, type OutboxEvent } from './outbox.ts';
import { isEnded, isLive, type JobRow, statusOf } from './row.ts';
import { Lease, type RunInFlight } from './run-in-flight.ts';
import { assertTransition } from './transitions.ts';

type OptionalField = { [K in keyof JobRow]-?: undefined extends JobRow[K] ? K : never }[keyof JobRow];

/** A decision in the making: a copy of the row to change, and the effects gathered so far. */
export class Draft {
  readonly row: JobRow;
  readonly now: number;
  readonly before: Effect[] = [];
  readonly after: Effect[] = [];
  private readonly longest: number;
  private readonly subscribed: ReadonlySet<WebhookEvent>;
  private readonly from: JobStatus;
  private readonly stored: JobRow['status'];
  private readonly skipped: Execution[];
  private readonly events: OutboxEvent[] = [];
  private changed = false;
  private commanded = false;

  /**
   * @param subscribed the events that webhooks are subscribed to; others are not emitted
   * @param longest the longest attempt that the executor has time for, ms
   */
  constructor(row: JobRow, now: number, subscribed: ReadonlySet<WebhookEvent>, longest: number) {
    this.longest = longest;
    this.subscribed = subscribed;
    this.from = statusOf(row);
    this.stored = row.status;
    this.row = copyOf(row);
    this.now = now;
    this.skipped = this.row.skips ?? [];
    this.before.push(...records(this.skipped));
    delete this.row.skips;
  }

  /** Changes the row. */
  set(change: Partial<JobRow>): void {
    Object.assign(this.row, change);
    this.changed = true;
  }

  /** Changes one of its runs. */
  setRun(run: RunInFlight): void {
    this.set({ runs: this.row.runs.map((each) => (each.number === run.number ? run : each)) });
  }

  /**
   * Notes that a stretch of occurrences was skipped. It is part of the commit and only then written down, so
   * the history never tells of a skip that another worker's commit made untrue, nor loses one to a crash.
   */
  skip({ first, last, count }: OccurrenceRange, reason: SkipReason): void {
    const stretch = last === first ? {} : { through: last, ...defined({ count }) };
    const common = { number: 0, occurrence: first, status: 'skipped', attempts: 0 } as const;
    const execution: Execution = { ...common, reason, ...stretch };
    this.set({ skips: [...(this.row.skips ?? []), execution] });
    if (reason === 'missed') this.emit('job.missed');
  }

  /** Notes what webhooks may be told of this commit. */
  emit(event: WebhookEvent, error?: RunFailure): void {
    if (!this.subscribed.has(event)) return;
    const told = error && { error: { code: error.code, message: error.message } };
    this.events.push({ event, ...told });
  }

  /** A caller asked for it: no message comes again when its process dies. */
  byCommand(): void {
    this.commanded = true;
  }

  /** Takes fields away. */
  clear(...names: OptionalField[]): void {
    for (const name of names) delete this.row[name];
    this.changed = true;
  }

  /** Whether anything may still be claimed. */
  get live(): boolean {
    return isLive(this.row);
  }

  /** Whether nothing may begin any more, not even another attempt. */
  get ended(): boolean {
    return isEnded(this.row);
  }

  /** Until when a worker has a run that begins now, Unix ms. */
  get leaseUntil(): number {
    return Lease.until(Math.min(this.row.timeout, this.longest), this.now);
  }

  decide(): Decision {
    if (!this.changed) {
      // No commit will come any more before which the skips of the last one would be written down again.
      const skips = this.live ? [] : records(this.skipped);
      return { before: [], after: [...skips, ...publications(this.row.outbox), ...this.after] };
    }
    const to = statusOf(this.row);
    if (to !== this.from) assertTransition(this.from, to);
    if (this.commanded) delete this.row.held_until;
    const version = this.row.version + 1;
    const { outbox, dropped } = boundedOutbox([
      ...(this.row.outbox ?? []),
      ...this.outboxEntries(version, to),
    ]);
    const row = { ...this.row, version, updated_at: this.now, ...(outbox.length > 0 && { outbox }) };
    const after = [...records(row.skips), ...publications(outbox), ...this.after];
    return { before: this.before, row, after, ...(dropped > 0 && { dropped }) };
  }

  private outboxEntries(version: number, shown: JobStatus): OutboxEntry[] {
    const { status, deleted_at, execution_count } = this.row;
    const events = this.events;
    const gone = deleted_at !== undefined;
    const moved = status !== this.stored || gone;
    if (!moved && events.length === 0) return [];
    if (moved && this.commanded) assertRoom(this.row.outbox ?? []);
    const change = { ...(moved && { from: this.stored }), ...(moved && !gone && { to: status }) };
    const command = this.commanded ? ({ by_command: true } as const) : {};
    return [{ version, at: this.now, status: shown, execution_count, ...change, events, ...command }];
  }
}

function records(skips: readonly Execution[] = []): Effect[] {
  return skips.map((execution) => ({ type: 'record', execution, rank: 0 }));
}

function publications(outbox: OutboxEntry[] = []): Effect[] {
  return outbox.length > 0 ? [{ type: 'publish-outbox', outbox }] : [];
}
