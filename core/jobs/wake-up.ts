import { z } from 'zod';
import type { JobRow } from './row.ts';

const common = {
  job_id: z.string().regex(/^job_[0-9A-Z]{26}$/),
  gen: z.int().min(1),
  /** When it was sent or its schedule made, Unix ms: how long its row may still be on its way. */
  armed_at: z.number(),
};

const wakeUpSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('beat'), ...common, schedule: z.string().max(64) }),
  z.object({ kind: z.literal('aim'), ...common, occurrence: z.number() }),
  z.object({ kind: z.literal('retry'), ...common, run: z.int(), attempt: z.int(), due: z.number() }),
  z.object({ kind: z.literal('recover'), ...common, due: z.number() }),
]);

/**
 * "Something may be due for this job." A *beat* comes from the job's recurring schedule, an *aim* for one
 * occurrence, a *retry* for one attempt; *recover* looks after a run whose lease is over.
 */
export type WakeUp = z.output<typeof wakeUpSchema>;

/** Reads a message body, or undefined when it is not a wake-up. */
export function readWakeUp(body: string): WakeUp | undefined {
  try {
    return wakeUpSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** The moment a wake-up is meant for; a beat is for any. */
export function dueOf(wake: WakeUp): number | undefined {
  if (wake.kind === 'beat') return undefined;
  return wake.kind === 'aim' ? wake.occurrence : wake.due;
}

/** Tells a wake-up from the others of its job and generation. */
export function keyOf(wake: WakeUp): string {
  switch (wake.kind) {
    case 'beat':
      return wake.schedule.slice(wake.schedule.lastIndexOf('.') + 1);
    case 'aim':
      return `a${wake.occurrence}`;
    case 'retry':
      return `r${wake.run}.${wake.attempt}`;
    case 'recover':
      return `x${wake.due}`;
  }
}

/** Names of the EventBridge schedules of a job; they carry its id and generation (at most 64 characters). */
export const ScheduleName = {
  beat: (row: Pick<JobRow, 'id' | 'gen'>, index: number) => `${row.id}.g${row.gen}.b${index}`,
  wake: (wake: WakeUp) => `${wake.job_id}.g${wake.gen}.${keyOf(wake)}`,
};
