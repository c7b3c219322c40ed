import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './database.ts';
import { type Deliver, deadLetterOf, deliveryOf, type ExhaustedRetryCondition } from './delivery.ts';
import type { Execution, ExecutionStore } from './execution-store.ts';
import { type Lateness, nextPlan, wasMissed } from './planning.ts';
import { isOneTime } from './schedule-model.ts';
import type { Schedule, ScheduleKey, ScheduleStore } from './schedule-store.ts';
import type { Account, Clock } from './scheduler.ts';
import { TokenBucket } from './token-bucket.ts';

/** What firing needs. */
export interface FiringOptions {
  readonly database: DatabaseSync;
  readonly schedules: ScheduleStore;
  readonly executions: ExecutionStore;
  readonly clock: Clock;
  readonly account: Account;
  readonly lateness: Lateness;
  readonly deliver: Deliver;
  /** Milliseconds before the n-th retry, n ≥ 1. */
  readonly retryDelay: (retry: number) => number;
  /** Attempts beyond it are delayed. */
  readonly invocationsPerSecond: number;
  /** Told of executions lost for good. */
  readonly warn: (message: string) => void;
}

/** One transaction takes at most this many schedules, so that requests are answered in between. */
const BATCH = 500;
/** Deliveries under way at once. */
const CONCURRENCY = 100;
/** Timers stop while a machine sleeps and do not see its clock being set, so the clock is read this often. */
const LONGEST_SLEEP = 10_000;
/** For how long `stop` waits for deliveries under way. */
const PATIENCE = 5_000;

/**
 * Turns due schedules into executions, and brings these to their targets at least once. Both live in the
 * database; there is one timer, for the soonest of them.
 */
export class Firing {
  readonly #options: FiringOptions;
  readonly #startedAt: number;
  readonly #invocations: TokenBucket;
  readonly #underWay = new Set<Promise<void>>();
  #cancelTimer: () => void = () => {};
  #stopped = false;
  #closed = false;
  #fired = 0;

  constructor(options: FiringOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    this.#invocations = new TokenBucket(options.invocationsPerSecond, this.#startedAt);
    this.wake();
  }

  /** How many invocations their targets have taken since the start. */
  get fired(): number {
    return this.#fired;
  }

  /** Looks anew at what is due soonest; to be called after every change of the schedules. */
  wake(): void {
    if (this.#stopped) return;
    const { schedules, executions, clock } = this.#options;
    const isFull = this.#underWay.size >= CONCURRENCY;
    const now = clock.now();
    const nextDue = isFull ? null : executions.nextDue();
    const nextAttempt = nextDue === null ? null : Math.max(nextDue, now + this.#invocations.emptyFor(now));
    const candidates = [schedules.nextDue(), nextAttempt];
    const soonest = Math.min(...candidates.map((due) => due ?? Number.POSITIVE_INFINITY));
    const sleep = Math.min(Math.max(0, soonest - now), LONGEST_SLEEP);
    this.#cancelTimer();
    this.#cancelTimer = clock.after(sleep, () => this.#run());
  }

  /** Forgets the count of invocations. */
  reset(): void {
    this.#fired = 0;
  }

  /** Takes nothing more and waits up to 5 s for deliveries under way; those cut off are made again later. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    const { promise: patience, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PATIENCE);
    await Promise.race([Promise.all(this.#underWay), patience]);
    clearTimeout(timer);
    this.#closed = true;
  }

  #run(): void {
    const { database, schedules, executions, clock } = this.#options;
    const now = clock.now();
    inTransaction(database, () => {
      for (const schedule of schedules.due(now, BATCH)) this.#take(schedule, now);
    });
    const free = Math.min(CONCURRENCY - this.#underWay.size, this.#invocations.available(now));
    const taken = executions.take(now, free);
    this.#invocations.take(taken.length);
    for (const execution of taken) this.#start(execution);
    this.wake();
  }

  /** Occurrences that passed while the server was off are left out, except the only one of an `at`. */
  #take(schedule: Schedule, now: number): void {
    const { schedules, executions, lateness } = this.#options;
    const { groupName, name, revision, definition, occurrence } = schedule;
    const isLeftOut = !isOneTime(definition) && wasMissed(schedule, this.#startedAt);
    if (occurrence !== null && !isLeftOut) {
      const id = randomBytes(8).toString('hex');
      const { Target: target } = definition;
      executions.add({
        id,
        groupName,
        name,
        revision,
        target,
        scheduled: occurrence,
        started: now,
        attempt: 1,
      });
    }
    schedules.plan(schedule, nextPlan(schedule, now, lateness));
    if (isLeftOut) this.#deleteIfOver(schedule);
  }

  #start(execution: Execution): void {
    const delivered = this.#attempt(execution).finally(() => {
      this.#underWay.delete(delivered);
      this.wake();
    });
    this.#underWay.add(delivered);
  }

  async #attempt(execution: Execution): Promise<void> {
    const { deliver, account } = this.#options;
    try {
      await deliver(deliveryOf(execution, account));
      this.#fired += 1;
    } catch (error) {
      await this.#retryOrGiveUp(execution, error);
      return;
    }
    this.#complete(execution);
  }

  async #retryOrGiveUp(execution: Execution, error: unknown): Promise<void> {
    const { executions, clock, retryDelay } = this.#options;
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = execution.target.RetryPolicy;
    const due = Math.ceil(clock.now() + retryDelay(execution.attempt));
    if (execution.attempt > MaximumRetryAttempts) {
      await this.#giveUp(execution, error, 'MaximumRetryAttempts');
    } else if (due > execution.started + MaximumEventAgeInSeconds * 1000) {
      await this.#giveUp(execution, error, 'MaximumEventAgeInSeconds');
    } else if (!this.#closed) {
      executions.retry(execution, due);
    }
  }

  async #giveUp(execution: Execution, error: unknown, condition: ExhaustedRetryCondition): Promise<void> {
    const { deliver, account, warn } = this.#options;
    const what = `${execution.groupName}/${execution.name}, execution ${execution.id}`;
    const queueArn = execution.target.DeadLetterConfig?.Arn;
    if (queueArn === undefined) warn(`Dropped ${what} after ${condition}: ${String(error)}`);
    else {
      try {
        await deliver(deadLetterOf(execution, account, queueArn, error, condition));
      } catch (cause) {
        warn(`Lost the dead letter of ${what}: ${String(cause)}`);
      }
    }
    this.#complete(execution);
  }

  #complete(execution: Execution): void {
    if (this.#closed) return;
    const { database, executions } = this.#options;
    inTransaction(database, () => {
      if (executions.end(execution)) this.#deleteIfOver(execution);
    });
  }

  /**
   * ActionAfterCompletion DELETE: a one-time schedule goes after its invocation, a recurring one after the
   * invocation nearest its EndDate, without EndDate never. A schedule changed meanwhile stays.
   */
  #deleteIfOver(key: ScheduleKey & { readonly revision: number }): void {
    const { schedules, executions } = this.#options;
    const schedule = schedules.get(key);
    if (schedule === null || schedule.revision !== key.revision) return;
    const { definition, occurrence } = schedule;
    const hasEnd = isOneTime(definition) || definition.EndDate !== undefined;
    const isOver = hasEnd && occurrence === null && !executions.isPending(schedule);
    if (definition.ActionAfterCompletion === 'DELETE' && isOver) schedules.delete(schedule);
  }
}
