/**
 * Where a message waits: `main`, received in batches, or `alone`, one at a time, for runs whose worker was lost and for what was
 * received again and again.
 */
export type Lane = 'main' | 'alone';

/** The queues that wake the executor. */
export interface WakeUpQueue {
  /** Sends a message that arrives after `delay` seconds (0–900), at least once; in lane `main` unless told. */
  send(body: string, delay: number, lane?: Lane): Promise<void>;
  /** How many messages could be received now, about, in all lanes. */
  backlog(): Promise<number>;
}
