import type { WebhookEvent } from '../../contract/webhook.ts';

/** Where webhooks are; every write is one conditional write of one item. */
export interface WebhookStore {
  /** The webhook as last written (strongly consistent), or null. */
  get(id: string): Promise<WebhookRow | null>;
  /** All of them as last written, in the order of their ids. */
  list(): Promise<WebhookRow[]>;
  /** All of them as they were at most 30 s ago; mostly it costs no call. */
  recent(): Promise<readonly WebhookRow[]>;
  /** Writes version 1 where there is none, or the next version over the one before; false when it is another. */
  save(row: WebhookRow): Promise<boolean>;
  /** Deletes it; false when there is none. */
  remove(id: string): Promise<boolean>;
}

/** A webhook as it is kept. All moments in Unix ms. */
export interface WebhookRow {
  id: string;
  url: string;
  events: WebhookEvent[];
  product?: string;
  env?: string;
  /** Encrypted; only the sender reads it. */
  secret: string;
  enabled: boolean;
  failing_since?: number;
  /** Until then it shares the slots of its product and env, Unix ms, see `sender-slot`. */
  limited_until: number;
  disabled_reason?: string;
  created_at: number;
  updated_at: number;
  /** Counts the writes; the condition of each. */
  version: number;
}
