import type { RunFailure } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { RunError } from '../../../core/errors/run-error.ts';
import type { Progress } from '../../../core/ports/namespace.ts';
import type { Channel } from './channels.ts';
import { Places } from './places.ts';

/** What came of one recipient. */
export type Outcome =
  | { to: string; status: 'sent'; message_id?: string; result?: unknown }
  | { to: string; status: 'failed'; error: RunFailure };

/** One channel: to whom it goes, whom it was sent to in any attempt, and what this attempt knows of them. */
interface Entry {
  recipients: readonly string[];
  sent: Places;
  outcomes: Map<number, Outcome>;
}

/**
 * What was sent to whom in this run, over all its attempts; recipients are told apart by their place. Noted for the next
 * attempt is only which places are done, so that the note stays small with any number of them and names none of them.
 */
export class Ledger {
  private readonly entries = new Map<string, Entry>();
  private readonly failures: RunError[] = [];
  private readonly progress: Progress;

  private constructor(progress: Progress, noted: object) {
    this.progress = progress;
    for (const [channel, text] of Object.entries(noted)) {
      this.entries.set(channel, { recipients: [], sent: Places.from(text), outcomes: new Map() });
    }
  }

  static async open(progress: Progress): Promise<Ledger> {
    const noted = await progress.get();
    return new Ledger(progress, asRecord(noted?.['done'] ?? {}));
  }

  /** The places of the recipients that nothing was sent to yet. */
  left(channel: Channel, recipients: readonly string[]): number[] {
    const entry = this.entry(channel);
    entry.recipients = recipients;
    return [...recipients.keys()].filter((index) => !entry.sent.has(index));
  }

  /** Notes what was sent, at once: it must not be sent again. */
  async done(
    channel: Channel,
    outcomes: readonly (readonly [index: number, outcome: Outcome])[],
  ): Promise<void> {
    const entry = this.entry(channel);
    for (const [index, outcome] of outcomes) {
      entry.sent.add(index);
      entry.outcomes.set(index, outcome);
    }
    const done = [...this.entries].map(([name, { sent }]) => [name, sent.toText()]);
    await this.progress.set({ done: Object.fromEntries(done) });
  }

  fail(channel: Channel, index: number, to: string, error: RunError): void {
    // As the target said it: a code would hide from the redactor what it was made of.
    const failure = { code: error.said ?? error.code, message: error.message };
    this.entry(channel).outcomes.set(index, { to, status: 'failed', error: failure });
    this.failures.push(error);
  }

  errors(): readonly RunError[] {
    return this.failures;
  }

  /** Each channel with its recipients, in the order they were given; of those done earlier only that they are. */
  report(channels: readonly Channel[]): Record<string, Outcome[]> {
    return Object.fromEntries(channels.map((channel) => [channel, outcomesOf(this.entry(channel))]));
  }

  private entry(channel: Channel): Entry {
    const entry = this.entries.get(channel) ?? {
      recipients: [],
      sent: Places.from(undefined),
      outcomes: new Map(),
    };
    this.entries.set(channel, entry);
    return entry;
  }
}

function outcomesOf({ recipients, sent, outcomes }: Entry): Outcome[] {
  return recipients.flatMap((to, index): Outcome[] => {
    const known = outcomes.get(index);
    if (known) return [known];
    return sent.has(index) ? [{ to, status: 'sent' }] : [];
  });
}
