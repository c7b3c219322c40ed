import { z } from 'zod';
import { bulkMessage } from './bulk-message.ts';
import { sweepMessage } from './sweep-message.ts';
import { fromTarget, wakeUp } from './wake-up.ts';

const message = z.discriminatedUnion('kind', [wakeUp, bulkMessage, sweepMessage]);

/** What the executor is sent: a wake-up of a job, a bulk operation to continue, or that it is time to sweep. */
export type Message = z.output<typeof message>;

/** Reads the body of a message, or undefined when it is none of these. */
export function readMessage(body: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return message.safeParse(value).data ?? message.safeParse(fromTarget(value)).data;
  } catch {
    return undefined;
  }
}
