import { once } from 'node:events';
import { createServer } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import { MINUTE } from '../../core/time/units.ts';
import { listenOnLoopback } from '../lambda/loopback.ts';
import { warn as warnOnTerminal } from '../terminal.ts';
import { ClientTokens } from './client-tokens.ts';
import { inTransaction, openDatabase } from './database.ts';
import type { Deliver } from './delivery.ts';
import { ExecutionStore } from './execution-store.ts';
import { Firing } from './firing.ts';
import { GroupStore } from './group-store.ts';
import { httpListener } from './http-listener.ts';
import type { Lateness } from './planning.ts';
import { REQUESTS_PER_SECOND, RequestRates } from './request-rates.ts';
import { DEFAULT_GROUP } from './schedule-model.ts';
import { type Schedule, ScheduleStore } from './schedule-store.ts';
import { type Clock, type Scheduler, systemClock } from './scheduler.ts';

export type { Deliver, Delivery } from './delivery.ts';
export type { Schedule } from './schedule-store.ts';
export type { Clock } from './scheduler.ts';

/** How the server is started. */
export interface SchedulerOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** Where schedules are kept; in memory if absent. */
  readonly file?: string;
  readonly clock?: Clock;
  /** Milliseconds by which each occurrence fires late; 0 by default, uniform 0–60 000 is the real service. */
  readonly lateness?: Lateness;
  readonly deliver: Deliver;
  /** Milliseconds before the n-th retry; by default about 1 s, doubling up to 60 s. */
  readonly retryDelay?: (retry: number) => number;
  /** By method and path; the default quotas of the service by default. */
  readonly requestsPerSecond?: Readonly<Record<string, number>>;
  /** Invocations beyond it are delayed; 1 000 by default, as the service does. */
  readonly invocationsPerSecond?: number;
  /** Told of invocations lost for good; by default on the terminal. */
  readonly warn?: (message: string) => void;
  readonly region?: string;
  readonly accountId?: string;
}

/** The service's default quota of invocations (docs/time.md, 7). */
const INVOCATIONS_PER_SECOND = 1000;

/** A running server. */
export interface SchedulerHandle {
  readonly url: string;
  readonly port: number;
  /** Ends listening and firing; what is in the file continues at the next start. */
  stop(): Promise<void>;
  /** Back to nothing but the default group. */
  reset(): void;
  /** Every schedule, with when it fires next. */
  inspect(): Schedule[];
  /** How many invocations targets have taken since the start. */
  firedCount(): number;
}

function backOff(retry: number): number {
  return Math.min(1000 * 2 ** (retry - 1), MINUTE) * (0.5 + Math.random() / 2);
}

function ensureDefaultGroup(groups: GroupStore, now: number): void {
  if (groups.get(DEFAULT_GROUP) === null) {
    groups.put({ name: DEFAULT_GROUP, created: now, modified: now, tags: [] });
  }
}

function clear(database: DatabaseSync): void {
  for (const table of ['executions', 'schedules', 'groups', 'client_tokens']) {
    database.exec(`DELETE FROM ${table}`);
  }
}

/**
 * Starts an EventBridge Scheduler on 127.0.0.1 that the unmodified SDK client takes for the real one. It fires
 * never early. What came due while it was off: an `at` fires soon after the start; a recurring schedule overdue
 * by more than 60 s, the service's precision, continues with its next occurrence.
 */
export async function startScheduler(options: SchedulerOptions): Promise<SchedulerHandle> {
  const { clock = systemClock, lateness = () => 0, deliver, retryDelay = backOff } = options;
  const { region = 'us-east-1', accountId = '000000000000', warn = warnOnTerminal } = options;
  const { requestsPerSecond = REQUESTS_PER_SECOND, invocationsPerSecond = INVOCATIONS_PER_SECOND } = options;
  const account = { region, accountId };
  const rates = new RequestRates(requestsPerSecond, clock.now());
  const database = openDatabase(options.file ?? ':memory:');
  const schedules = new ScheduleStore(database);
  const executions = new ExecutionStore(database);
  const groups = new GroupStore(database);
  const tokens = new ClientTokens(database);
  ensureDefaultGroup(groups, clock.now());

  const scheduler: Scheduler = { account, clock, lateness, groups, schedules, executions, tokens, rates };
  const firingOptions = {
    database,
    schedules,
    executions,
    clock,
    account,
    lateness,
    deliver,
    retryDelay,
    invocationsPerSecond,
    warn,
  };
  const firing = new Firing(firingOptions);
  const server = createServer(httpListener(scheduler, () => firing.wake()));
  const port = await listenOnLoopback(server, options.port).catch(async (error: unknown) => {
    await firing.stop();
    database.close();
    throw error;
  });

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await firing.stop();
      server.closeAllConnections();
      await closed;
      database.close();
    },
    reset() {
      inTransaction(database, () => {
        clear(database);
        ensureDefaultGroup(groups, clock.now());
      });
      firing.reset();
      firing.wake();
    },
    inspect: () => schedules.all(),
    firedCount: () => firing.fired,
  };
}
