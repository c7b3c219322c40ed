import type { WebhookPayload } from '../../contract/webhook.ts';
import type { Lane } from '../messages/wake-up.ts';

/** Where a message goes. */
export interface Destination {
  /** Without it the queue chooses between `main` and `slow`. */
  lane?: Lane | undefined;
  /** Whose it is, or the message group it came with: one with many messages under way does not delay those of others. */
  group?: string | undefined;
  /** Whose it is within that: the queue makes several message groups of one. */
  key?: string | undefined;
  /** What the job calls, see `targetKey`, by which the queue chooses too. */
  target?: string | undefined;
}

/** The queues that wake the executor. */
export interface WakeUpQueue {
  /** Sends a message that arrives after `delay` seconds (0–900), at least once. */
  send(body: string, delay: number, to?: Destination): Promise<void>;
  /** How many messages could be received now, about, in all lanes. */
  backlog(): Promise<number>;
}

/**
 * What takes the places of others now: targets whose runs take long, by `targetKey`, products and envs of which many do, by `scopeKey`, and fairness
 * keys of which masses wait, by `crowdKey`. Their wake-ups wait in a lane of their own.
 */
export interface SlowScopes {
  /** Counts what has a key as slow until then, Unix ms. */
  mark(key: string, until: number): Promise<void>;
  /** Reads who is slow, unless that was done within the last second; what was known stays when it cannot be read. */
  refresh(): Promise<void>;
  /** Until when what has a key counts as slow, Unix ms, as of the last refresh; 0 when it does not. */
  until(key: string): number;
}

/** The queue of what is to be delivered to webhooks: in order within a group, each at least once. */
export interface DeliveryQueue {
  /**
   * Sends deliveries, in their order; the same one again within five minutes is one.
   * @returns how many of the first are on the queue for certain; it stops at the first that is not
   */
  send(deliveries: readonly Delivery[]): Promise<number>;
}

/** One message on its way to one webhook. */
export interface Delivery {
  webhook_id: string;
  /** Of the message; the receiver's `webhook-id`. */
  message_id: string;
  payload: WebhookPayload;
}
