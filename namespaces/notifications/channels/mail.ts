import type { RunContext } from '../../../core/ports/namespace-run.ts';

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
