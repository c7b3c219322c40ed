import { isTaken } from '../../core/jobs/move-attempts.ts';
import { isLive, type JobRow, originOf } from '../../core/jobs/row.ts';
import type { RunInFlight } from '../../core/jobs/run-in-flight.ts';
import { isRecurring } from '../../core/schedule/parsed-schedule.ts';

/** What is known of the idempotency keys of one job. */
interface Known {
  /** Keys under which an attempt began. */
  keys: Set<number>;
  /** Keys under which an attempt began of which it is unknown whether its target did what it was asked. */
  doubtful: Set<number>;
  latest?: number;
  /** The effects that callers asked for; infinite for a job that recurs or recurred. */
  asked: number;
}

/** Holds the idempotency keys of one-time jobs against what callers asked for: each effect has one, and no other. */
export class Keys {
  private readonly jobs = new Map<string, Known>();

  created(row: JobRow): void {
    const asked = isRecurring(row.schedule) ? Number.POSITIVE_INFINITY : 1;
    this.jobs.set(row.id, { keys: new Set(), doubtful: new Set(), asked });
  }

  committed(before: JobRow, after: JobRow): void {
    const known = this.jobs.get(after.id);
    if (!known) return;
    if (isRecurring(after.schedule)) known.asked = Number.POSITIVE_INFINITY;
    const numbers = new Set(before.runs.map(({ number }) => number));
    const triggered = after.runs.some((run) => run.triggered && !numbers.has(run.number));
    if (triggered && !isTaken(before)) known.asked += 1;
    const retried = before.status === 'failed' && isLive(after);
    if (retried && !(known.latest !== undefined && known.doubtful.has(known.latest))) known.asked += 1;
  }

  /** An attempt begins; call what it returns with the code of its failure, or nothing, when its end is known. */
  started(row: JobRow, run: RunInFlight): (code?: string) => void {
    const known = this.jobs.get(row.id);
    if (!known) return () => undefined;
    const key = originOf(row, run).occurrence;
    const isDoubtful = known.doubtful.has(key);
    known.keys.add(key);
    known.doubtful.add(key);
    known.latest = key;
    return (code) => {
      if (!isDoubtful && code !== 'TIMEOUT') known.doubtful.delete(key);
    };
  }

  violations({ id }: JobRow): string[] {
    const { keys, asked } = this.jobs.get(id) ?? { keys: new Set(), asked: 0 };
    return keys.size > asked ? [`${keys.size} idempotency keys for ${asked} effects`] : [];
  }
}
