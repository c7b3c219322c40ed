import type { JobStatus } from './job.ts';

/** What a caller may ask for: in which states, which of them for recurring jobs only, and what the job becomes. */
export interface CommandRule {
  from: readonly JobStatus[];
  recurring?: readonly JobStatus[];
  /** Also in these, where a hold keeps the job from starting. */
  held?: readonly JobStatus[];
  to: string;
}

/** What callers may ask of a job (docs/contract.md, 6); anything else is refused with 409 `ILLEGAL_TRANSITION`. */
export const COMMANDS = {
  cancel: { from: ['scheduled', 'queued', 'running', 'paused', 'cancelled'], to: 'cancelled' },
  pause: { from: ['scheduled', 'queued', 'paused'], recurring: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'resumed' },
  reschedule: { from: ['scheduled', 'queued', 'paused'], recurring: ['running'], to: 'rescheduled' },
  trigger: { from: ['scheduled'], recurring: ['running'], held: ['queued'], to: 'running' },
  retry: { from: ['failed'], to: 'queued' },
  delete: { from: ['scheduled', 'queued', 'paused', 'completed', 'failed', 'cancelled'], to: 'deleted' },
} as const satisfies Record<string, CommandRule>;

/** One of the {@link COMMANDS}. */
export type CommandName = keyof typeof COMMANDS;
