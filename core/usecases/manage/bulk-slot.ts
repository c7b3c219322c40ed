import { newId } from '../../jobs/job-id.ts';
import type { Scope } from '../../jobs/scope.ts';
import { withinSlot } from '../../ports/limiter.ts';
import type { Ports } from '../../ports/ports.ts';

/**
 * Longest time that one slice of a bulk operation holds its slot, ms: the longest slice, and as long again as a worker may be silent
 * before it counts as dead.
 */
const SLOT_LEASE_MS = 25_000;

/** Keys of slots begin with it, and those of no target, as each product has a name. */
const SLOTS_PREFIX = '#bulk#';

/**
 * Does `work` while no other slice of a bulk operation about the same product and env is at work; undefined where one is.
 * @throws NoCapacity where the counts of slots have none
 */
export async function withinBulkSlot<T>(
  scopes: readonly Scope[],
  work: () => Promise<T>,
  ports: Pick<Ports, 'limiter' | 'clock' | 'random'>,
): Promise<T | undefined> {
  // Of this slice alone: a message that comes twice is not let in twice.
  const holder = newId('slice', ports.clock.now(), ports.random);
  return await withinSlot(slotOf(scopes), holder, SLOT_LEASE_MS, work, ports);
}

/**
 * The slot of the bulk operations about these scopes: of the product and env, or of what the scopes have in common, so that
 * a caller waits for no product that it has no access to, and there are at most four slots that one product and env is part of.
 */
export function slotOf(scopes: readonly Scope[]): string {
  const common = (name: keyof Scope) => {
    const [first, ...others] = new Set(scopes.map((scope) => scope[name]));
    return first !== undefined && others.length === 0 ? first : null;
  };
  return `${SLOTS_PREFIX}${JSON.stringify([common('product'), common('env')])}`;
}
