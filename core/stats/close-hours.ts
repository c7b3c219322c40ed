import type { Scope } from '../jobs/scope.ts';
import type { Ports } from '../ports/ports.ts';
import type { Total } from '../ports/stats-store.ts';
import { HOUR } from '../time/units.ts';
import { CLOSED_AFTER, hourOf } from './hours.ts';
import { sumOf } from './tally.ts';

/** The total of a scope of which no hour was closed yet. */
export const NOTHING: Total = { tally: {}, closed_to: 0, version: 0 };

/** Adds the hours that are over for good to the totals; each is one conditional write, which several may try at once. */
export async function closeHours(scopes: readonly Scope[], ports: Ports): Promise<void> {
  await Promise.all(scopes.map((scope) => closeScope(scope, ports)));
}

async function closeScope(scope: Scope, { stats, clock }: Ports): Promise<void> {
  const total = (await stats.total(scope)) ?? NOTHING;
  const closed_to = Math.min(
    hourOf(clock.now() - CLOSED_AFTER),
    total.lost?.from ?? Number.POSITIVE_INFINITY,
  );
  if (closed_to <= total.closed_to) return;
  const closing = await stats.hours(scope, total.closed_to, closed_to - HOUR);
  const tally = sumOf([total.tally, ...closing.map((sum) => sum.tally)]);
  await stats.putTotal(scope, { ...total, tally, closed_to, version: total.version + 1 });
}
