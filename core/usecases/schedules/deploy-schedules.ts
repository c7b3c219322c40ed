import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { applySchedules } from './apply-schedules.ts';
import { beginSet, type DeclaredSet, declaredSet, Superseded, setIn } from './declared-set.ts';

/**
 * Makes the schedules of a product and env those of a deployed set, which is known by its digest. Where the code that is asked has another
 * set, a deploy has replaced it or is about to: the set is noted, and the sweep of the code that has it applies it.
 * @returns the refusals, each with the path of its schedule in the config
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
    error ? [`products.${scope.product}.envs.${scope.env}.schedules.${name}: ${error.message}`] : [],
  );
}

/** Completes a set that was left open, if the code has it; one that was begun later is another process's. */
export async function completeSchedules(
  scope: Scope,
  digest: string,
  setup: DispatchSetup,
  ports: Ports,
): Promise<void> {
  const set = knownSet(scope, digest, setup);
  if (!set) return;
  try {
    await applySchedules(set, setup, ports);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
}

/** The set of a digest: that of the code, or the empty one; undefined for any other. */
function knownSet(scope: Scope, digest: string, setup: DispatchSetup): DeclaredSet | undefined {
  const sets = [setIn(setup.config, scope, setup.digest), declaredSet(scope, {}, setup.digest)];
  return sets.find((set) => set.digest === digest);
}
