import { SECOND } from '../time/units.ts';

/** So much may the clocks of the queue and of the sender differ, ms. */
const CLOCKS_DIFFER_BY = SECOND;

/** Webhooks remembered at once; the one seen first is forgotten for another. */
const REMEMBERED = 1000;

/**
 * Webhooks that a sender found gone, so that what waited for them is dropped without a read each: thousands of deliveries may wait, and
 * those of other products wait behind them. A webhook that is set again takes the same id, so each is gone for what was sent before only.
 */
export class GoneWebhooks {
  private readonly seen = new Map<string, number>();

  /** Remembers that there was no webhook `id` at `at`, Unix ms. */
  add(id: string, at: number): void {
    this.seen.delete(id);
    this.seen.set(id, at);
    const [oldest] = this.seen.keys();
    if (this.seen.size > REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
  }

  /** Whether the webhook was certainly gone after `sentAt`, Unix ms. */
  has(id: string, sentAt: number): boolean {
    const at = this.seen.get(id);
    return at !== undefined && sentAt < at - CLOCKS_DIFFER_BY;
  }
}
