import type { Execution, JobStatus, SkipReason } from '../../contract/job.ts';
import type { Stretch } from '../schedule/occurrences.ts';
import type { Decision, Effect } from './effects.ts';
import { isEnded, isLive, type JobRow, statusOf } from './row.ts';
import { assertTransition } from './transitions.ts';

type OptionalField = { [K in keyof JobRow]-?: undefined extends JobRow[K] ? K : never }[keyof JobRow];

/** A decision in the making: a copy of the row to change, and the effects gathered so far. */
export class Draft {
  readonly row: JobRow;
  readonly now: number;
  readonly before: Effect[] = [];
  readonly after: Effect[] = [];
  private readonly from: JobStatus;
  private changed = false;

  constructor(row: JobRow, now: number) {
    this.from = statusOf(row);
    this.row = structuredClone(row);
    this.now = now;
    this.before.push(...records(this.row.skips));
    delete this.row.skips;
  }

  /** Changes the row. */
  set(change: Partial<JobRow>): void {
    Object.assign(this.row, change);
    this.changed = true;
  }

  /**
   * Notes that a stretch of occurrences was skipped. It is part of the commit and only then written down, so
   * the history never tells of a skip that another worker's commit made untrue, nor loses one to a crash.
   */
  skip({ first, last, count }: Stretch, reason: SkipReason): void {
    const stretch = last === first ? {} : { through: last, ...(count !== undefined && { count }) };
    const common = { number: 0, occurrence: first, status: 'skipped', attempts: 0 } as const;
    const execution: Execution = { ...common, reason, ...stretch };
    this.set({ skips: [...(this.row.skips ?? []), execution] });
  }

  /** Takes fields away. */
  clear(...names: OptionalField[]): void {
    for (const name of names) delete this.row[name];
    this.changed = true;
  }

  /** Whether a wake-up of this generation could still find something to do. */
  get live(): boolean {
    return isLive(this.row);
  }

  /** Whether nothing may begin any more, not even another attempt. */
  get ended(): boolean {
    return isEnded(this.row);
  }

  decide(): Decision {
    if (!this.changed) return { before: [], after: this.after };
    const to = statusOf(this.row);
    if (to !== this.from) assertTransition(this.from, to);
    const row = { ...this.row, version: this.row.version + 1, updated_at: this.now };
    return { before: this.before, row, after: [...records(row.skips), ...this.after] };
  }
}

function records(skips: readonly Execution[] = []): Effect[] {
  return skips.map((execution) => ({ type: 'record', execution, rank: 0 }));
}
