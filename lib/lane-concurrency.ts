import type { Lane } from '../core/messages/lane.ts';

/** Shares of the executor's batches at work at once that runs which take long and those answered alone may have. */
const SHARES = { slow: 0.36, alone: 0.08 };

/** The least concurrency that Lambda takes of an event source. */
const LEAST = 2;

/** How many batches of each lane may be at work at once, of so many in all. */
export function laneConcurrency(all: number): Record<Lane, number> {
  const share = (of: number) => Math.max(LEAST, Math.floor(all * of));
  const [slow, alone] = [share(SHARES.slow), share(SHARES.alone)];
  return { main: Math.max(LEAST, all - slow - alone), slow, alone };
}
