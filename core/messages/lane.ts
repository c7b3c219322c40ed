/**
 * Where a message waits: `main`, received in batches; `slow`, the same for products and envs whose runs take long now;
 * `alone`, one at a time, for runs whose worker was lost and for what was received again and again; or `bulk`, in batches, for
 * what takes seconds and runs nothing: bulk operations and the sweep.
 */
export type Lane = 'main' | 'slow' | 'alone' | 'bulk';

/** The lanes that schedules send to. */
export type ScheduleLane = Extract<Lane, 'main' | 'bulk'>;
