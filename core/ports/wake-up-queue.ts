/** The queue that wakes the executor. */
export interface WakeUpQueue {
  /** Sends a message that arrives after `delay` seconds (0–900), at least once. */
  send(body: string, delay: number): Promise<void>;
  /** How many messages could be received now, about. */
  backlog(): Promise<number>;
}
