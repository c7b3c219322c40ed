/**
 * Where a message waits: `main`, received in batches; `slow`, the same for products and envs whose runs take long now;
 * `alone`, one at a time, for runs whose worker was lost and for what was received again and again; or `bulk`, in batches, for
 * what takes seconds and runs nothing: bulk operations and the sweep.
 */
export type Lane = 'main' | 'slow' | 'alone' | 'bulk';

/** Where a message goes. */
export interface Destination {
  /** Without it the queue chooses between `main` and `slow`. */
  lane?: Lane | undefined;
  /** The message group: a group with many messages under way does not delay those of other groups. */
  group?: string | undefined;
}

/** The queues that wake the executor. */
export interface WakeUpQueue {
  /** Sends a message that arrives after `delay` seconds (0–900), at least once. */
  send(body: string, delay: number, to?: Destination): Promise<void>;
  /** How many messages could be received now, about, in all lanes. */
  backlog(): Promise<number>;
}
