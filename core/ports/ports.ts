import type { Clock, Random } from '../time/clock.ts';
import type { AuditStore } from './audit-store.ts';
import type { BulkStore } from './bulk-store.ts';
import type { HistoryStore } from './history-store.ts';
import type { HoldStore } from './hold-store.ts';
import type { IdempotencyStore, JobStore } from './job-store.ts';
import type { Limiter } from './limiter.ts';
import type { NameStore } from './name-store.ts';
import type { DeliveryQueue, WakeUpQueue } from './queues.ts';
import type { RunStore } from './run-store.ts';
import type { Scheduler } from './scheduler.ts';
import type { StatsStore } from './stats-store.ts';
import type { Telemetry } from './telemetry.ts';
import type { WebhookStore } from './webhooks.ts';

/** Everything the use cases reach of the world. */
export interface Ports {
  jobs: JobStore;
  history: HistoryStore;
  runs: RunStore;
  keys: IdempotencyStore;
  names: NameStore;
  bulks: BulkStore;
  holds: HoldStore;
  audit: AuditStore;
  limiter: Limiter;
  stats: StatsStore;
  scheduler: Scheduler;
  queue: WakeUpQueue;
  webhooks: WebhookStore;
  deliveries: DeliveryQueue;
  clock: Clock;
  random: Random;
  telemetry: Telemetry;
  settings: Settings;
}

/** What an operator may set. */
export interface Settings {
  /** Occurrences at most this far away wait in SQS, others in EventBridge; ms, at most 900 000. */
  nearBound: number;
  /** The longest attempt that the executor has time for today, ms. */
  maxTimeout: number;
}
