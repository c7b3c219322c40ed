import type { WebhookEvent, WebhookFailure } from '../../contract/webhook.ts';
import type { AuditRecord } from '../jobs/audit-record.ts';

/** Where webhooks are; every write is one conditional write of one item. */
export interface WebhookStore {
  /** The webhook as last written (strongly consistent), or null. */
  get(id: string): Promise<WebhookRow | null>;
  /** All of them as last written, in the order of their ids. */
  list(): Promise<WebhookRow[]>;
  /** All of them as they were at most 30 s ago; mostly it costs no call. */
  recent(): Promise<readonly WebhookRow[]>;
  /** Writes version 1 where there is none, or the next version over the one before, with what the audit trail tells of it; false when it is another. */
  save(row: WebhookRow, record?: AuditRecord): Promise<boolean>;
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
  last_failure?: WebhookFailure;
  /** Until then it shares the slots of its product and env, Unix ms, see `sender-slot`. */
  limited_until: number;
  disabled_reason?: string;
  created_at: number;
  updated_at: number;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** Keeps texts so that they cannot be read without a key that is elsewhere. */
export interface Encrypter {
  /** @param owner what it belongs to; it opens for no other */
  encrypt(text: string, owner: string): Promise<string>;
  /** @throws Error when it was encrypted with another key or for another owner */
  decrypt(encrypted: string, owner: string): Promise<string>;
}

/** A delivery as HTTP has it. */
export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What came of it: the receiver's status, or why there is none. */
export type PostAnswer = { status: number } | { error: string };

/** Sends one POST, to public addresses only, follows no redirect, and gives up after 10 s; never throws. */
export type Post = (request: PostRequest) => Promise<PostAnswer>;
