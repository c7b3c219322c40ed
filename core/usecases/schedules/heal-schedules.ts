import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { applySchedules } from './apply-schedules.ts';
import { beginSet, declaredSet, Superseded, setIn } from './declared-set.ts';

/** A set that was begun longer ago and is still open was left so by its process, ms. */
const LEFT_AFTER = 120_000;

/**
 * Makes the schedules of a product and env those of a deployed set, which is known by its digest. Where the code that is asked has another
 * set, a deploy has replaced it or is about to: the set is noted, and the sweep of the code that has it applies it.
 * @returns the refusals
 */
export async function deploySchedules(
  scope: Scope,
  digest: string,
  setup: DispatchSetup,
  ports: Ports,
): Promise<string[]> {
  const set = knownSet(scope, digest, setup);
  if (!set) {
    await beginSet(scope, digest, [], ports);
    return [];
  }
  const { schedules } = await applySchedules(set, setup, ports);
  return schedules.flatMap(({ name, error }) =>
    error ? [`${scope.product} in ${scope.env}, ${name}: ${error.message}`] : [],
  );
}

/** The set of a digest: that of the code, or the empty one; undefined for any other. */
function knownSet(scope: Scope, digest: string, setup: DispatchSetup) {
  const sets = [setIn(setup.config, scope, setup.digest), declaredSet(scope, {}, setup.digest)];
  return sets.find((set) => set.digest === digest);
}

/**
 * Completes the sets that a process has left half applied: it has died, met a fault, or did not have the set.
 * @param load what dispatching needs, which is asked for where there is such a set
 */
export async function healSchedules(
  scopes: readonly Scope[],
  load: () => Promise<DispatchSetup>,
  ports: Ports,
): Promise<void> {
  for (const scope of scopes) {
    const applied = await ports.names.findApplied(scope);
    if (!applied?.open || applied.begun_at + LEFT_AFTER > ports.clock.now()) continue;
    const setup = await load();
    const set = knownSet(scope, applied.digest, setup);
    if (!set) continue;
    try {
      await applySchedules(set, setup, ports);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  }
}
