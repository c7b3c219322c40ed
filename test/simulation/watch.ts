import type { MemoryHistoryStore } from '../../adapters/memory/memory-history-store.ts';
import type { VirtualTime } from '../../bench/virtual/virtual-time.ts';
import { ErrorCode } from '../../contract/errors.ts';
import type { Execution } from '../../contract/job.ts';
import { isEnded, isHeld, type JobRow, scheduledRuns, statusOf } from '../../core/jobs/row.ts';
import type { RunInFlight, RunningRun } from '../../core/jobs/run-in-flight.ts';
import { isPurged } from '../../core/jobs/tombstone.ts';
import { TRANSITIONS } from '../../core/jobs/transitions.ts';
import type { Lane } from '../../core/messages/wake-up.ts';
import type { HistoryStore } from '../../core/ports/history-store.ts';
import type { JobStore } from '../../core/ports/job-store.ts';
import { nextOccurrence } from '../../core/schedule/occurrences.ts';
import { isRecurring, isSameTiming, type ParsedSchedule } from '../../core/schedule/parsed-schedule.ts';
import type { Audits } from './audits.ts';
import { Away } from './away.ts';
import { Eras } from './eras.ts';
import type { PastHolds } from './holds.ts';
import { Keys } from './keys.ts';
import { longRunViolations } from './long-runs.ts';
import { outcomeViolations } from './outcomes.ts';
import type { Throttles } from './throttles.ts';

/** More wake-ups of one job alive at once than any number of faults explains: they breed. */
const ALIVE_MAX = { job: 400, run: 10 };

/** A resume arms each run that waits, again each time it fails before its commit; these wait so long for the row, ms. */
const ROW_EXPECTED = 300_000;

/** The most by which the clocks of two workers may differ, ms. */
const CLOCKS_DIFFER = 1000;

/** How a run ends whose worker did not come back. */
const GIVEN_UP: unknown[] = [ErrorCode.WorkerLost, ErrorCode.DeadLettered];

/** How runs end that no worker has ended. */
export const NOT_BY_WORKERS: unknown[] = [...GIVEN_UP, ErrorCode.Cancelled];

/** After a write is possible again a worker has made it within this time, ms: its longest pause, and some calls. */
const WRITTEN_WITHIN = 3000;

/** Within this time of a hold nothing starts any more, ms: its decision may have to be made again, as commits are lost. */
const STOPS_WITHIN = 3000;

/** A process that works, and where the message was received that it answers. */
interface Worker {
  dead: boolean;
  lane?: Lane;
}

/** Checks the invariants that must hold at every step, and keeps what the final ones need. */
export class Watch {
  readonly violations: string[] = [];
  readonly claimed = new Map<string, Set<number>>();
  /** Callers' processes that armed wake-ups, and when, by job. */
  private readonly askers = new Map<string, Map<Worker, number>>();
  readonly deadLetters = new Set<string>();
  readonly deleted = new Set<string>();
  /** Every row there ever was, as last committed. */
  readonly rows = new Map<string, JobRow>();
  /** Attempts under way: whose they are, and until when. */
  private readonly trying = new Map<string, { worker: Worker; until: number }>();
  /** Attempts whose target has answered, when, and to whom. */
  private readonly answers = new Map<string, { at: number; worker: Worker }>();
  /** In a world in which nothing fails but for lack of capacity: when there is none. */
  onlyThrottles: Throttles | undefined;
  readonly away = new Away();
  readonly eras = new Eras();
  readonly keys = new Keys();
  private readonly time: VirtualTime;
  private readonly holds: PastHolds;
  private readonly audits: Audits;
  private recorded: (job: string, occurrence: number) => Execution | undefined = () => undefined;

  constructor(time: VirtualTime, holds: PastHolds, audits: Audits) {
    this.audits = audits;
    this.time = time;
    this.holds = holds;
  }

  /** The store, with every commit checked. */
  commits(store: JobStore, process: Worker): JobStore {
    return new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        if (name === 'create') {
          return async (row: JobRow) => {
            const ok = await target.create(row);
            if (ok) this.created(row);
            return ok;
          };
        }
        if (name === 'remove') {
          return async (row: JobRow) => {
            const ok = await target.remove(row);
            if (ok) this.deleted.add(row.id);
            return ok;
          };
        }
        if (name !== 'commit') return method.bind(target);
        return async (row: JobRow) => {
          const before = await target.get(row.id);
          const ok = await target.commit(row);
          if (ok) this.rows.set(row.id, row);
          if (ok && isPurged(row)) this.deleted.add(row.id);
          if (ok && before) this.committed(before, row, process);
          return ok;
        };
      },
    });
  }

  /** The history, with every record checked: what a worker wrote down of an attempt is not replaced by that it was lost. */
  records(history: MemoryHistoryStore): HistoryStore {
    const checked = async <T>(
      job: string,
      { occurrence }: Execution,
      write: () => Promise<T>,
    ): Promise<T> => {
      const before = history.jobs.get(job)?.get(occurrence);
      const written = await write();
      this.replaced(job, before, history.jobs.get(job)?.get(occurrence));
      return written;
    };
    this.recorded = (job, occurrence) => history.jobs.get(job)?.get(occurrence);
    return Object.assign<HistoryStore, Pick<HistoryStore, 'record' | 'replace'>>(Object.create(history), {
      record: (job, execution, rank) => checked(job, execution, () => history.record(job, execution, rank)),
      replace: (job, execution, ...ranks) =>
        checked(job, execution, () => history.replace(job, execution, ...ranks)),
    });
  }

  /** What stood of an occurrence, and what stands now. */
  private replaced(job: string, before: Execution | undefined, after: Execution | undefined): void {
    const isWorkers = (execution: Execution) => !NOT_BY_WORKERS.includes(execution.error?.code);
    if (!before || !after || !isWorkers(before) || isWorkers(after)) return;
    if (before.number === after.number && before.attempts >= after.attempts)
      this.violations.push(`${job}: run ${after.number} is abandoned, and its record said that it ended`);
  }

  /** An attempt begins; call `release` when the worker lets go of it, and `ended` when its end is known. */
  started(row: JobRow, run: RunningRun, clock: number, worker: Worker) {
    const name = `${row.id} ${run.number}`;
    const other = this.trying.get(name);
    if (other && !other.worker.dead && other.until > this.time.now + CLOCKS_DIFFER)
      this.violate(row, `run ${run.number} was given to a second worker within the lease of the first`);
    const mine = { worker, until: run.lease_until };
    this.trying.set(name, mine);
    // A deferred run began by the clock of another worker, which may be ahead of the one that resumes it.
    if (clock < run.occurrence && run.deferrals === undefined)
      this.violate(row, `run ${run.number} started ${run.occurrence - clock} ms early`);
    const isHeld = row.status === 'paused' && !this.away.hasLeft(row, run);
    if (row.status === 'cancelled' || isHeld)
      this.violate(row, `run ${run.number} started though it is ${row.status}`);
    const { retries } = run.retry ?? row.retry;
    if (run.attempt > retries + 1) this.violate(row, `attempt ${run.attempt} of ${retries + 1}`);
    if (run.lost > 0 && worker.lane === 'main')
      this.violate(row, `run ${run.number} is done again beside others`);
    const attempt = `${name} ${run.attempt} ${run.deferrals ?? 0}`;
    this.calledAgain(row, run, attempt);
    const over = clock + row.timeout - run.lease_until;
    if (over > 0 && this.onlyThrottles)
      this.violate(row, `run ${run.number} begins so late that its lease may end ${over} ms before it does`);
    if (run.lost > 2) this.violate(row, `run ${run.number} done again ${run.lost} times`);
    const release = () => {
      if (this.trying.get(name) === mine) this.trying.delete(name);
    };
    const known = this.keys.started(row, run);
    const ended = (code: string | undefined) => {
      known(code);
      if (code === undefined) this.answers.set(attempt, { at: this.time.now, worker });
    };
    // Work that continues elsewhere tells how it ended when it is called again.
    return { release, ended, left: known };
  }

  /** A target that has answered is called again only where its worker died, or its record could not be written until now. */
  private calledAgain(row: JobRow, run: RunInFlight, attempt: string): void {
    const answer = this.answers.get(attempt);
    if (!answer || answer.worker.dead || !this.onlyThrottles) return;
    if (!this.onlyThrottles.covers('record', answer.at, this.time.now, WRITTEN_WITHIN))
      this.violate(row, `run ${run.number} is called again, though its record could be written`);
  }

  /** A message is about to be answered. */
  answered({ job, lane, receives }: { job: string; lane: Lane; receives: number }): void {
    if (lane === 'main' && receives > 2)
      this.violations.push(
        `${job}: a message is answered beside others when it comes for the ${receives}th time`,
      );
  }

  /** A caller, or the sweep, has a wake-up sent. */
  armedByCaller(job: string, process: Worker): void {
    const askers = this.askers.get(job) ?? new Map();
    this.askers.set(job, askers.set(process, this.time.now));
  }

  alive(job: string, messages: number): void {
    const since = this.time.now - ROW_EXPECTED;
    const asked = [...(this.askers.get(job)?.values() ?? [])].filter((at) => at > since).length;
    const most = ALIVE_MAX.job + (ALIVE_MAX.run + asked) * (this.rows.get(job)?.runs.length ?? 0);
    if (messages > most) this.violations.push(`${job}: ${messages} wake-ups alive`);
  }

  deadLettered(job: string): void {
    this.deadLetters.add(job);
  }

  private created(row: JobRow): void {
    this.rows.set(row.id, row);
    this.eras.created(row);
    this.keys.created(row);
  }

  private committed(before: JobRow, after: JobRow, { lane }: Worker): void {
    for (const { number, lost } of after.runs.filter(({ state }) => state !== 'abandoned'))
      if (lane === 'main' && lost > (before.runs.find((run) => run.number === number)?.lost ?? 0))
        this.violate(after, `the worker of run ${number} was taken for lost beside others`);
    const told = after.last_execution?.execution;
    if (told) this.replaced(after.id, this.recorded(after.id, told.occurrence), told);
    this.away.committed(after);
    this.eras.committed(before, after);
    this.keys.committed(before, after);
    const isGivenUp = ({ reason, occurrence }: Execution) =>
      reason === 'rescheduled' && occurrence <= endOf(after.schedule);
    if (isSameTiming(before.schedule, after.schedule) && after.skips?.some(isGivenUp))
      this.violate(after, 'what was due was given up, though the times are what they were');
    if (hasStopped(before, after)) this.violate(after, 'has nothing to come, though its schedule continues');
    for (const what of outcomeViolations(before, after)) this.violate(after, what);
    for (const what of longRunViolations(before, after)) this.violate(after, what);
    for (const what of this.heldViolations(before, after)) this.violate(after, what);
    for (const what of this.audits.committed(before, after)) this.violate(after, what);
    const [from, to] = [statusOf(before), statusOf(after)];
    if (from !== to && !TRANSITIONS[from].includes(to)) this.violate(after, `${from} became ${to}`);
    const known = new Set(before.runs.map((run) => run.number));
    const fresh = after.runs.filter((run) => !known.has(run.number));
    for (const run of fresh) this.claim(before, after, run);
    if (after.execution_count - before.execution_count > fresh.length && this.deadLetters.size === 0) {
      this.violate(after, 'counted a run that was not claimed');
    }
  }

  /** What passed in a hold is told as paused, and not as missed. */
  private heldViolations(before: JobRow, after: JobRow): string[] {
    const [now, due] = [this.time.now, before.next_run_at];
    const isMissed = ({ reason, occurrence }: Execution) => reason === 'missed' && occurrence === due;
    const found =
      isHeld(before) && after.skips?.some(isMissed) ? ['what passed in a hold is told as missed'] : [];
    const isTold = after.did?.events?.some(({ event }) => event === 'job.missed') && before.runs.length === 0;
    if (isTold && this.holds.throughout(after, now - STOPS_WITHIN, now))
      found.push('told as missed while it is held');
    return found;
  }

  private claim(before: JobRow, row: JobRow, run: RunInFlight): void {
    const claimed = this.claimed.get(row.id) ?? new Set();
    this.claimed.set(row.id, claimed);
    if (claimed.has(run.occurrence)) this.violate(row, `occurrence ${run.occurrence} claimed twice`);
    claimed.add(run.occurrence);
    if (before.status === 'cancelled' || before.status === 'paused')
      this.violate(row, `claimed though it was ${before.status}`);
    // Its worker's clock may be ahead of the end of a hold.
    const [from, to] = [this.time.now - STOPS_WITHIN, this.time.now + CLOCKS_DIFFER];
    if (!run.triggered && this.holds.throughout(row, from, to))
      this.violate(row, `claimed ${STOPS_WITHIN} ms after it was held`);
    if (!isRecurring(row.schedule)) return;
    // A trigger is beside the schedule, and its end.
    const { limit, overlap } = row.schedule;
    const end = run.triggered ? undefined : row.schedule.end;
    if (limit !== undefined && run.number > limit) this.violate(row, `run ${run.number} of at most ${limit}`);
    if (end !== undefined && run.occurrence > end) this.violate(row, 'claimed after endDate');
    // Runs of before a reschedule may still be in flight, and a trigger begins beside them.
    if (!run.triggered && overlap !== 'allow' && scheduledRuns(row).length > 1)
      this.violate(row, 'claimed while a run was going');
  }

  private violate(row: JobRow, what: string): void {
    this.violations.push(`${row.id} at ${new Date(this.time.now).toISOString()}: ${what}`);
  }
}

/** The last moment at which a schedule may have an occurrence, Unix ms. */
function endOf(schedule: ParsedSchedule): number {
  return (isRecurring(schedule) ? schedule.end : undefined) ?? Number.POSITIVE_INFINITY;
}

/** Whether a recurring job that continues has lost its next occurrence without having had all its runs. */
function hasStopped(before: JobRow, after: JobRow): boolean {
  const { schedule } = after;
  if (!isRecurring(schedule) || !isRecurring(before.schedule) || isEnded(after)) return false;
  if (before.next_run_at === null || after.next_run_at !== null) return false;
  const isFull = schedule.limit !== undefined && after.execution_count >= schedule.limit;
  return !isFull && nextOccurrence(schedule, after.updated_at) !== null;
}
