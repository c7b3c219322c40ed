import { z } from 'zod';
import { ALERT_EVENTS } from '../../contract/alert.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { Format } from '../formats/format.ts';
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

/** The message that lets the executor wake the jobs whose hold is over. */
export const releaseMessage = z.object({
  kind: z.literal('release'),
  /** Not before, Unix ms. */
  at: z.number().exactOptional(),
  /** Where an earlier message has left off; absent for all products and envs. */
  from: z.object({ product: z.string(), env: z.string(), below: z.string().exactOptional() }).exactOptional(),
});

export type ReleaseMessage = z.output<typeof releaseMessage>;

/** The message that lets the executor tell what an alert of the config is about. */
export const alertMessage = z.object({
  kind: z.literal('alert'),
  /** Its name. */
  alert: z.string(),
  product: z.string(),
  env: z.string(),
  cause: z.enum([...ALERT_EVENTS, 'failure_rate']),
  /** When it happened, Unix ms. */
  at: z.number(),
  job: z
    .object({
      id: z.string(),
      namespace: z.enum(NAMESPACES),
      target: z.string(),
      name: z.string().exactOptional(),
      error: z.string().exactOptional(),
      /** How long a run should take, ms. */
      expected: z.number().exactOptional(),
      /** It has no other run. */
      once: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  rate: z.object({ failed: z.number(), runs: z.number(), since: z.number() }).exactOptional(),
});

export type AlertMessage = z.output<typeof alertMessage>;

const message = z.discriminatedUnion('kind', [
  wakeUp,
  bulkMessage,
  sweepMessage,
  releaseMessage,
  alertMessage,
]);

/** What the executor is sent: a wake-up of a job, a bulk operation to continue, that it is time to sweep or to wake jobs, or what to tell. */
export type Message = z.output<typeof message>;

/** Messages wait in queues for minutes, and in EventBridge schedules for years. */
const MESSAGE = new Format<Message>('message');

/** The field of every message that says the version of its format. */
export const VERSION = { v: MESSAGE.version } as const;

/** A message as it is sent. */
export function messageBody(content: Message): string {
  return MESSAGE.send(content);
}

/**
 * The schedule that sends it, created by the stack, or by a function that finds it gone. The next message comes in a minute,
 * so one that is a minute late is dropped. It waits behind no run.
 */
export const SWEEP = {
  expression: 'rate(1 minute)',
  body: messageBody({ kind: 'sweep' }),
  expiresAfter: 60,
  lane: 'bulk' satisfies ScheduleLane,
} as const;

/**
 * Reads the body of a message, or undefined when it is none of these.
 * @throws NewerFormat for one that a newer release sent
 */
export function readMessage(body: string): Message | undefined {
  const value = MESSAGE.receive(body);
  return message.safeParse(value).data ?? message.safeParse(fromTarget(value)).data;
}
