import { z } from 'zod';

const schema = z.object({ kind: z.literal('sweep') });

/** The body of the message that lets the executor sweep; a schedule of the stack sends it every minute. */
export const SWEEP_MESSAGE = JSON.stringify({ kind: 'sweep' } satisfies z.output<typeof schema>);

/** Whether a message body asks to sweep. */
export function isSweep(body: string): boolean {
  try {
    return schema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}
