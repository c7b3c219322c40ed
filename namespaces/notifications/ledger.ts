import type { RunFailure } from '../../contract/errors.ts';
import type { RunError } from '../../core/errors/run-error.ts';
import type { Progress } from '../../core/ports/namespace-run.ts';
import type { Channel } from './channels.ts';

/** What came of one recipient. */
export type Outcome =
  | { to: string; status: 'sent'; message_id?: string; result?: unknown }
  | { to: string; status: 'failed'; error: RunFailure };

/** What was sent to whom in this run, over all its attempts; recipients are told apart by their place. */
export class Ledger {
  private readonly sent: Record<string, Outcome>;
  private readonly failed = new Map<string, { outcome: Outcome; error: RunError }>();
  private readonly progress: Progress;

  private constructor(progress: Progress, sent: Record<string, Outcome>) {
    this.progress = progress;
    this.sent = sent;
  }

  static async open(progress: Progress): Promise<Ledger> {
    const noted = await progress.get();
    return new Ledger(progress, Object(noted?.['sent'] ?? {}));
  }

  /** The places of the recipients that nothing was sent to yet. */
  left(channel: Channel, recipients: readonly string[]): number[] {
    return recipients.map((_, index) => index).filter((index) => !this.sent[`${channel}.${index}`]);
  }

  /** Notes what was sent, at once: it must not be sent again. */
  async done(
    channel: Channel,
    outcomes: readonly (readonly [index: number, outcome: Outcome])[],
  ): Promise<void> {
    for (const [index, outcome] of outcomes) this.sent[`${channel}.${index}`] = outcome;
    await this.progress.set({ sent: this.sent });
  }

  fail(channel: Channel, index: number, to: string, error: RunError): void {
    const outcome: Outcome = { to, status: 'failed', error: error.toFailure() };
    this.failed.set(`${channel}.${index}`, { outcome, error });
  }

  errors(): RunError[] {
    return [...this.failed.values()].map(({ error }) => error);
  }

  /** Each channel with its recipients, in the order they were given. */
  report(channels: readonly Channel[]): Record<string, Outcome[]> {
    const all = {
      ...this.sent,
      ...Object.fromEntries([...this.failed].map(([key, { outcome }]) => [key, outcome])),
    };
    return Object.fromEntries(
      channels.map((channel) => {
        const own = Object.entries(all).filter(([key]) => key.startsWith(`${channel}.`));
        const place = (key: string) => Number(key.slice(channel.length + 1));
        return [channel, own.sort(([a], [b]) => place(a) - place(b)).map(([, outcome]) => outcome)];
      }),
    );
  }
}
