import type { ScheduleLane } from '../messages/wake-up.ts';

/** A schedule of EventBridge Scheduler that sends a wake-up to the queue. */
export interface ScheduleSpec {
  name: string;
  /** `at()`, `rate()` or `cron()` as EventBridge takes them. */
  expression: string;
  /** Zone the expression is read in. */
  timezone?: string;
  /** No firing before it, Unix ms. */
  start?: number;
  /** The message it sends. */
  body: string;
  /** The lane that the message goes to; `main` without it. */
  lane?: ScheduleLane;
  /** Removes itself after its one invocation. */
  once: boolean;
  /** Seconds after which a message that could not be delivered is dropped; without it, it is dead-lettered after an hour. */
  expiresAfter?: number;
}

/** EventBridge Scheduler, as far as it is needed. */
export interface Scheduler {
  /** Creates a schedule; one of that name already there is no error, as names say what they carry. */
  create(schedule: ScheduleSpec): Promise<void>;
  /** Removes a schedule; none of that name is not an error. */
  remove(name: string): Promise<void>;
}
