import { z } from 'zod';

/**
 * Where a message waits: `main`, received in batches; `slow`, the same for products and envs whose runs take long now;
 * `alone`, one at a time, for runs whose worker was lost and for what was received again and again; or `bulk`, in batches, for
 * what takes seconds and runs nothing: bulk operations and the sweep.
 */
export type Lane = 'main' | 'slow' | 'alone' | 'bulk';

/** The lanes that schedules send to. */
export type ScheduleLane = Extract<Lane, 'main' | 'bulk'>;

const common = {
  job_id: z.string().regex(/^job_[0-9A-Z]{26}$/),
  gen: z.int().min(1),
  /** When it was sent or its schedule made, Unix ms: how long its row may still be on its way. */
  armed_at: z.number(),
};

/**
 * "Something may be due for this job." A *tick* comes from the job's recurring schedule, a *timer* for one
 * occurrence, a *retry* for one attempt; *recover* looks after a run whose lease is over, and a *completion* tells
 * that what a deferred run waits for has ended.
 */
export const wakeUp = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tick'), ...common, schedule: z.string().max(64) }),
  z.object({ kind: z.literal('timer'), ...common, occurrence: z.number() }),
  z.object({
    kind: z.literal('retry'),
    ...common,
    run: z.int(),
    attempt: z.int(),
    deferrals: z.int().optional(),
    due: z.number(),
  }),
  z.object({ kind: z.literal('recover'), ...common, due: z.number() }),
  z.object({
    kind: z.literal('completion'),
    job_id: common.job_id,
    occurrence: z.number(),
    armed_at: common.armed_at,
  }),
]);

export type WakeUp = z.output<typeof wakeUp>;

/** What a target tells when the work of a deferred run has ended: the run's identity, perhaps with a suffix. */
const told = z.object({
  kind: z.literal('completion'),
  execution: z.string().regex(/^job_[0-9A-Z]{26}-\d{1,15}(-.*)?$/),
  time: z.iso.datetime(),
});

/** What a target tells of a completion as the wake-up that it is; anything else as it stands. */
export function fromTarget(value: unknown): unknown {
  const { data } = told.safeParse(value);
  if (!data) return value;
  const [job_id, occurrence] = data.execution.split('-');
  return { kind: 'completion', job_id, occurrence: Number(occurrence), armed_at: Date.parse(data.time) };
}

/** A job's generation that the wake-up belongs to; a completion is for any. */
export function genOf(wake: WakeUp): number | undefined {
  return wake.kind === 'completion' ? undefined : wake.gen;
}

/** The moment a wake-up is meant for; a tick is for any. */
export function dueOf(wake: WakeUp): number | undefined {
  if (wake.kind === 'tick' || wake.kind === 'completion') return undefined;
  return wake.kind === 'timer' ? wake.occurrence : wake.due;
}

/** Tells a wake-up from the others of its job and generation. */
export function keyOf(wake: WakeUp): string {
  switch (wake.kind) {
    case 'tick':
      return wake.schedule.slice(wake.schedule.lastIndexOf('.') + 1);
    case 'timer':
      return `a${wake.occurrence}`;
    case 'retry':
      return `r${wake.run}.${wake.attempt}${wake.deferrals === undefined ? '' : `.d${wake.deferrals}`}`;
    case 'recover':
      return `x${wake.due}`;
    case 'completion':
      return `c${wake.occurrence}`;
  }
}

/** Names of the EventBridge schedules of a job; they carry its id and generation (at most 64 characters). */
export const ScheduleName = {
  tick: (row: { id: string; gen: number }, index: number) => `${row.id}.g${row.gen}.b${index}`,
  wake: (wake: WakeUp) => `${wake.job_id}.g${genOf(wake) ?? 0}.${keyOf(wake)}`,
};
