import type { Channels, StoredMessage } from '../../../contract/resources/notifications.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
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

/** One mail for one recipient. */
export interface Mail {
  to: string;
  from: string;
  replyTo?: string;
  subject: string;
  html?: string;
  text?: string;
  /** `<run.place@ductape>`: the same on every attempt and duplicate. */
  messageId: string;
}

/** Gives a mail to the service and returns the service's id for it. */
export type Mailer = (mail: Mail, context: RunContext) => Promise<string | undefined>;

/** A push message as FCM and Expo alike take it; values of `data` are text. */
export interface Push {
  title: string;
  body: string;
  data: Record<string, string>;
}
