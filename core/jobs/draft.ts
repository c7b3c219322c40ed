import type { RunFailure } from '../../contract/errors.ts';
import type { Execution, JobStatus, SkipReason } from '../../contract/job.ts';
import { copyOf, defined } from '../../contract/plain-data.ts';
import type { WebhookEvent } from '../../contract/webhook.ts';
import type { OccurrenceRange } from '../schedule/occurrences.ts';
import type { CommandDone } from './caller.ts';
import type { Did, EndedRun, JobEventDone } from './did.ts';
import type { Decision, Effect } from './effects.ts';
import type { RecordedExecution } from './recorded-execution.ts';
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
  private readonly from: JobStatus;
  private readonly due: number | null;
  private readonly skipped: Execution[];
  private readonly events: JobEventDone[] = [];
  private readonly executions: Execution[] = [];
  private readonly ends: EndedRun[] = [];
  private changed = false;
  private commanded = false;
  private command: CommandDone | undefined;

  /** @param longest the longest attempt that the executor has time for, ms */
  constructor(row: JobRow, now: number, longest: number) {
    this.longest = longest;
    this.from = statusOf(row);
    this.due = row.next_run_at;
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
    const detail = reason === 'paused' ? this.whyPaused() : undefined;
    const execution: Execution = { ...common, reason, ...defined({ detail }), ...stretch };
    this.set({ skips: [...(this.row.skips ?? []), execution] });
    if (reason === 'missed') this.emit('job.missed');
  }

  private whyPaused(): string | undefined {
    const { met_hold: hold, status, reason } = this.row;
    return hold?.reason ?? (status === 'paused' ? reason : undefined);
  }

  /** Notes what webhooks may be told of this commit. */
  emit(event: WebhookEvent, error?: RunFailure): void {
    const told = error && { error: { code: error.code, message: error.message } };
    this.events.push({ event, ...told });
  }

  /** Has an execution written into the history, before the commit. */
  record({ execution, rank }: RecordedExecution): void {
    this.before.push({ type: 'record', execution, rank });
  }

  /** Notes that a run ended, and how it counts in the statistics. */
  end(execution: Execution, counted: EndedRun): void {
    this.executions.push(execution);
    this.ends.push(counted);
  }

  /** A caller asked for it: the hold of its runs ends with this commit. */
  byCommand(): void {
    this.commanded = true;
  }

  /** Notes which command it is, and who asked for it. */
  tell(command: CommandDone): void {
    this.command = command;
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
      return { before: [], after: [...skips, ...this.after] };
    }
    const to = statusOf(this.row);
    if (to !== this.from) assertTransition(this.from, to);
    if (this.commanded) delete this.row.held_until;
    if (!this.isDueOfHold()) delete this.row.met_hold;
    const { did: _earlier, ...rest } = this.row;
    const version = rest.version + 1;
    const told = { ...this.countCommand(version), ...defined({ did: this.did() }) };
    const row = { ...rest, version, updated_at: this.now, ...told };
    const { before, executions: ended } = this;
    return { before, row, after: [...records(row.skips), ...this.after], ...(ended.length > 0 && { ended }) };
  }

  /** Whether something is still due that has passed in a hold. */
  private isDueOfHold(): boolean {
    const { next_run_at: next, met_hold } = this.row;
    if (this.ended || next === null) return false;
    return next === this.due || next <= (met_hold?.to ?? this.now);
  }

  private countCommand(version: number): Pick<JobRow, 'commanded'> {
    if (!this.command) return {};
    const { version: last = 0, count = 0 } = this.row.commanded ?? {};
    const changes = this.command.command !== 'trigger';
    return { commanded: { version: changes ? version : last, count: count + 1 } };
  }

  private did(): Did | undefined {
    const { events, ends: ended, command } = this;
    if (events.length === 0 && ended.length === 0 && !command) return undefined;
    const { last_error: last } = this.row;
    const isLast = ({ error }: JobEventDone) =>
      error?.code === last?.code && error?.message === last?.message;
    const told = events.map((each) => (isLast(each) ? { event: each.event } : each));
    return {
      ...(told.length > 0 && { events: told }),
      ...(ended.length > 0 && { ended }),
      ...defined({ command }),
    };
  }
}

function records(skips: readonly Execution[] = []): Effect[] {
  return skips.map((execution) => ({ type: 'record', execution, rank: 0 }));
}
