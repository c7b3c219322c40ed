import { z } from 'zod';
import { fromTarget, type ScheduleLane, wakeUp } from './wake-up.ts';

/** The message that lets the executor continue a bulk operation. */
export const bulkMessage = z.object({
  kind: z.literal('bulk'),
  bulk_id: z.string().regex(/^bulk_[0-9A-Z]{26}$/),
  /** The version at which the sender has put it aside; absent when it looks whether a worker is at work. */
  version: z.int().optional(),
  /** How often it was sent on, as there was no capacity or another bulk operation was at work. */
  again: z.int().min(0).optional(),
});

export type BulkMessage = z.output<typeof bulkMessage>;

/** The message that lets the executor sweep. */
export const sweepMessage = z.object({ kind: z.literal('sweep') });

/**
 * The schedule that sends it, created by the stack, or by a function that finds it gone. The next message comes in a minute,
 * so one that is a minute late is dropped. It waits behind no run.
 */
export const SWEEP = {
  expression: 'rate(1 minute)',
  body: JSON.stringify({ kind: 'sweep' } satisfies z.output<typeof sweepMessage>),
  expiresAfter: 60,
  lane: 'bulk' satisfies ScheduleLane,
} as const;

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
