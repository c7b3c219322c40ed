/**
 * Where a message waits: `main`, received in batches; `slow`, the same for products and envs whose runs take long now; or
 * `alone`, one at a time, for runs whose worker was lost and for what was received again and again.
 */
export type Lane = 'main' | 'slow' | 'alone';
