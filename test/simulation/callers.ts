import type { Caller } from '../../core/jobs/caller.ts';

/** Whose jobs there are. */
export const SCOPES = [{ product: 'shop', env: 'dev' }];

/** Who dispatches in simulated worlds, and who asks where it does not matter. */
export const CALLER: Caller = { actor: 'a caller', via: 'token' };
