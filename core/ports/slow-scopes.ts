import type { Scope } from '../jobs/scope.ts';

/** The products and envs whose runs take long now: their wake-ups wait in a lane of their own, so that those of others do not. */
export interface SlowScopes {
  /** Counts a scope as slow until then, Unix ms. */
  mark(scope: Scope, until: number): Promise<void>;
  /** Reads who is slow, unless that was done within the last second; what was known stays when it cannot be read. */
  refresh(): Promise<void>;
  /** Until when the scope with a key counts as slow, Unix ms, as of the last refresh; 0 when it does not. */
  until(key: string): number;
}
