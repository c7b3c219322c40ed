import { z } from 'zod';
import type { ScheduleLane } from './lane.ts';

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
