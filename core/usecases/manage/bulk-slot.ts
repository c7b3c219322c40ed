import { newId } from '../../jobs/job-id.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';

/**
 * How long one slice of a bulk operation can hold its slot, ms: the longest slice, and as long again as a worker may be silent before it
 * counts as dead. A slot of a dead worker is free afterwards.
 */
const SLOT_LEASE_MS = 25_000;

/** Keys of slots begin with it, and those of no target, as each product has a name. */
const SLOTS_PREFIX = '#bulk#';

/**
 * Does `work` while no other slice of a bulk operation about the same product and env is at work; undefined where one is.
 * @throws NoCapacity where the counts of slots have none
 */
export async function withinSlot<T>(
  scopes: readonly Scope[],
  work: () => Promise<T>,
  { limiter, clock, random }: Pick<Ports, 'limiter' | 'clock' | 'random'>,
): Promise<T | undefined> {
  const key = slotOf(scopes);
  const now = clock.now();
  // Of this slice alone: a message that comes twice is not let in twice.
  const holder = newId('slice', now, random);
  // Given back also when it is not certain that it was entered.
  let isHeld = true;
  try {
    isHeld = await limiter.acquire(key, holder, 1, now, now + SLOT_LEASE_MS);
    return isHeld ? await work() : undefined;
  } finally {
    if (isHeld) await limiter.release(key, holder).catch(() => undefined);
  }
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
