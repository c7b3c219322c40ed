import { z } from 'zod';
import type { ScheduleLane } from './lane.ts';

const schema = z.object({ kind: z.literal('sweep') });

/** The body of the message that lets the executor sweep. */
const MESSAGE = JSON.stringify({ kind: 'sweep' } satisfies z.output<typeof schema>);

/**
 * The schedule that sends it, created by the stack, or by a function that finds it gone. The next message comes in a minute,
 * so one that is a minute late is dropped. It waits behind no run.
 */
export const SWEEP = {
  expression: 'rate(1 minute)',
  body: MESSAGE,
  expiresAfter: 60,
  lane: 'bulk' satisfies ScheduleLane,
} as const;

/** Whether a message body asks to sweep. */
export function isSweep(body: string): boolean {
  try {
    return schema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}
