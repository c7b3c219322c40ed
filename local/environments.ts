import { availableParallelism } from 'node:os';
import type { Blueprint } from './blueprint.ts';

/** More environments than this only take each other's time on a laptop; a batch waits in place side by side. */
const ENVIRONMENTS_MAX = 16;

/** The least that Lambda takes of an event source. */
const LEAST_CONCURRENCY = 2;

/** Environments of the function that an event source feeds: its share of what its function has on AWS. */
export function environmentsOf(source: Blueprint['sources'][number], sources: Blueprint['sources']): number {
  const concurrencyOf = ({ maximumConcurrency = ENVIRONMENTS_MAX }: typeof source) => maximumConcurrency;
  const all = sources
    .filter(({ functionName }) => functionName === source.functionName)
    .reduce((sum, each) => sum + concurrencyOf(each), 0);
  const share = Math.round((Math.min(all, ENVIRONMENTS_MAX) * concurrencyOf(source)) / all);
  return Math.max(LEAST_CONCURRENCY, share);
}

/** Calls of the API mostly compute, so more environments than cores take each other's time; with fewer than four, a few slow calls are in everybody's way. */
export const API_ENVIRONMENTS = Math.max(4, availableParallelism());

/** Of a function whose code is the developer's own; calls beyond wait for one. */
export const OWN_ENVIRONMENTS = 8;
