import type { Scope } from '../ports/job-store.ts';
import type { AcceptedInput } from '../ports/namespace-input.ts';

/** What a run needs beside the row: read only when a run starts, never rewritten. */
export interface Payload extends AcceptedInput {
  /** Whose job it is and when it was to run first, Unix ms, for when the row never comes. */
  job: Scope & { scheduled_at: number };
  session?: { tag: string; token: string };
  cache?: string;
  /** Unix ms after which it is of no use to a one-time job. */
  useful_until?: number;
}
