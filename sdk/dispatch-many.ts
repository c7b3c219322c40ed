import type { AnyDispatch, DispatchedMany, DispatchOutcome } from '../contract/dispatch-many.ts';
import { Limits } from '../contract/limits.ts';
import { asRecord } from '../contract/plain-data.ts';
import { ATTEMPTS, backoff, type CallOptions, callApi, mayRepeat } from './call-api.ts';
import type { DefaultsIn, WithOptional } from './defaults.ts';
import { DuctapeError, INVALID_RESPONSE } from './ductape-error.ts';
import type { OwnScope } from './own-scope.ts';
import { notSent } from './sendable.ts';

const ROUTE = { method: 'POST', path: '/v1/dispatch' } as const;

/** One of what `dispatchMany()` takes on a client made with `Options`: what is set there may be left out. */
export type ManyRequest<Options> = WithOptional<AnyDispatch, DefaultsIn<Options>>;

/**
 * Dispatches 1 to 100 jobs in one call. The call is repeated as that of one dispatch is, where each has an idempotency key; those
 * with a key that were not tried, or met a lack of capacity, are sent again.
 * @throws DuctapeError where no answer came, or the list as a whole is refused
 */
export async function dispatchMany(
  dispatches: readonly object[],
  own: OwnScope,
  options: CallOptions,
): Promise<DispatchedMany> {
  const count = Array.isArray(dispatches) ? dispatches.length : 0;
  if (count < 1 || count > Limits.dispatches) {
    const message = `expected 1 to ${Limits.dispatches} dispatches in a list, got ${count}: send more in several calls`;
    throw notSent(ROUTE, [{ path: 'dispatches', message }]);
  }
  const deadline = performance.now() + options.timeout;
  const results = await send(dispatches, own, options);
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    const again = results.filter((result) => mayPass(result, dispatches[result.index]));
    const wait = backoff(attempt);
    const timeout = Math.floor(deadline - performance.now() - wait);
    if (again.length === 0 || timeout <= 0) break;
    await new Promise((resolve) => setTimeout(resolve, wait));
    const some = again.flatMap(({ index }) => dispatches[index] ?? []);
    const answered = await send(some, own, { ...options, timeout }).catch((error: unknown) => {
      // What was answered before stands.
      if (error instanceof DuctapeError) return [];
      throw error;
    });
    for (const result of answered) {
      const index = again[result.index]?.index ?? 0;
      results[index] = { ...result, index };
    }
  }
  const accepted = results.filter((result) => 'job' in result).length;
  return { accepted, refused: count - accepted, results };
}

const isKeyed = (dispatch: object | undefined) => asRecord(dispatch)['idempotency_key'] !== undefined;

function mayPass(result: DispatchOutcome, dispatch: object | undefined): boolean {
  // Without a key, what a lost answer leaves open could not be told from what was refused before.
  if (!('problem' in result) || !isKeyed(dispatch)) return false;
  const { status, problem } = result;
  return mayRepeat({ status, code: problem.code, unsent: false }, true);
}

async function send(
  dispatches: readonly object[],
  own: OwnScope,
  options: CallOptions,
): Promise<DispatchOutcome[]> {
  const body = { ...own, dispatches };
  const { results } = await callApi<DispatchedMany>(options, {
    ...ROUTE,
    body,
    repeatable: dispatches.every(isKeyed),
  });
  if (Array.isArray(results) && results.length === dispatches.length) return results;
  const detail = `expected ${dispatches.length} results`;
  throw new DuctapeError(ROUTE, { code: INVALID_RESPONSE, detail });
}
