import type { Dispatches } from './dispatch.ts';
import type { Problem } from './errors.ts';
import type { DispatchResult } from './job.ts';
import type { Namespace } from './namespaces.ts';

/** One dispatch among many: what the dispatch of its namespace takes, and which namespace that is. */
export type AnyDispatch<N extends Namespace = Namespace> = {
  [Each in N]: Dispatches[Each] & { namespace: Each };
}[N];

/** What came of one dispatch among many, by its index in the list: what it would have been answered alone. */
export type DispatchOutcome =
  | { index: number; status: 200 | 201; job: DispatchResult }
  | { index: number; status: number; problem: Problem };

/** The answer to many dispatches, in their order. */
export interface DispatchedMany {
  accepted: number;
  refused: number;
  results: DispatchOutcome[];
}
