import type { Lane } from '../messages/lane.ts';

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
