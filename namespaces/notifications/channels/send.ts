import type { Channels, StoredMessage } from '../../../contract/resources/notifications.ts';
import type { RunContext } from '../../../core/ports/namespace-run.ts';
import type { ChannelInputs } from './channels.ts';
import type { Ledger } from './ledger.ts';

/** Sends to each recipient that the ledger does not know as done, and notes how it went; throws only its own faults. */
export type Send = (sending: Sending, ledger: Ledger) => Promise<void>;

/** What a channel is given to send. */
export interface Sending {
  resource: Channels;
  stored: StoredMessage;
  input: ChannelInputs;
  context: RunContext;
}
