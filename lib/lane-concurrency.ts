import type { Lane } from '../core/messages/wake-up.ts';

/** Shares of the executor's batches at work at once: of runs that take long, of those answered alone, of bulk operations. */
const SHARES = { slow: 0.36, alone: 0.08, bulk: 0.04 };

/** The least concurrency that Lambda takes of an event source. */
const LEAST = 2;

/** The least that the executor's event sources need in all: as much for each lane. */
export const LEAST_OF_ALL_LANES = LEAST * (1 + Object.keys(SHARES).length);

/** Batches that a provisioned poller has at work at once, at most ("Using provisioned mode" of Lambda's guide to SQS). */
const BATCHES_OF_POLLER = 10;

/** The least that leaves the lanes of runs the two pollers each that Lambda takes. */
export const LEAST_WITH_POLLERS = Math.ceil((LEAST * BATCHES_OF_POLLER) / SHARES.slow);

/** As many pollers as have at most `concurrency` batches at work. */
export function mostPollers(concurrency: number): number {
  return Math.floor(concurrency / BATCHES_OF_POLLER);
}

/** How many batches of each lane may be at work at once, of `all`. */
export function laneConcurrency(all: number): Record<Lane, number> {
  const share = (of: number) => Math.max(LEAST, Math.floor(all * of));
  const [slow, alone, bulk] = [share(SHARES.slow), share(SHARES.alone), share(SHARES.bulk)];
  return { main: Math.max(LEAST, all - slow - alone - bulk), slow, alone, bulk };
}
