import type { Caller } from '../../core/jobs/caller.ts';

/** Whose jobs there are. */
export const SCOPES = [{ product: 'shop', env: 'dev' }];

/** The caller that dispatches in simulated worlds, and that asks where it does not matter. */
export const CALLER: Caller = { actor: 'a caller', via: 'token' };
