import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import { allSettled } from '../commit/execute-effects.ts';

/** A set that was begun longer ago and is still open was left so by its process, ms. */
const LEFT_AFTER = 120_000;

/**
 * Has the sets completed that a process has left half applied: it has died, met a fault, or did not have the set.
 * @param complete completes the set of a digest; it is loaded where there is such a set, as nearly always there is none
 */
export async function healSchedules(
  scopes: readonly Scope[],
  complete: (scope: Scope, digest: string) => Promise<void>,
  ports: Ports,
): Promise<void> {
  const check = async (scope: Scope) => {
    const applied = await ports.names.findApplied(scope);
    if (!applied?.open || applied.begun_at + LEFT_AFTER > ports.clock.now()) return;
    await complete(scope, applied.digest);
  };
  await allSettled(scopes.map(check));
}
