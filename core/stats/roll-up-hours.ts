import type { Scope } from '../jobs/scope.ts';
import type { Ports } from '../ports/ports.ts';
import type { HourTally, LateHour, Total } from '../ports/stats-store.ts';
import { HOUR } from '../time/units.ts';
import { CLOSED_AFTER, COUNTED_AFTER, hourOf, minuteOf } from './entry.ts';
import { add, sumOf } from './tally.ts';

/**
 * Counts what was noted since the last time, hour by hour, closes hours that are two days old, and counts again those
 * that a late entry went into. Each sum is one conditional write, so it can stop anywhere and be done by several at once.
 */
export async function rollUpHours(scopes: readonly Scope[], ports: Ports): Promise<void> {
  const late = await ports.stats.lateHours();
  await Promise.all(
    scopes.map(async (scope) => {
      const mine = late.filter(
        (each) => each.scope.product === scope.product && each.scope.env === scope.env,
      );
      const recounted = await Promise.all(mine.map((each) => recount(each, ports)));
      const pending = mine.filter((_each, i) => !recounted[i]).map(({ hour }) => hour);
      await rollUpScope(scope, Math.min(...pending), ports);
    }),
  );
}

/** Where counting begins for a scope of whom nothing was counted yet. */
export function beginning(now: number): Total {
  const from = hourOf(now - CLOSED_AFTER);
  return { tally: {}, closed_to: from, hour: from, version: 1 };
}

async function begin(scope: Scope, now: number, ports: Ports): Promise<Total> {
  const total = beginning(now);
  await ports.stats.putTotal(scope, total);
  // Another sweep may have begun, and gone on, just before.
  return (await ports.stats.total(scope)) ?? total;
}

/** @param open hours from this one on must not be closed yet */
async function rollUpScope(scope: Scope, open: number, ports: Ports): Promise<void> {
  const now = ports.clock.now();
  const to = minuteOf(now - COUNTED_AFTER);
  const total = (await ports.stats.total(scope)) ?? (await begin(scope, now, ports));
  const sums = new Map((await ports.stats.hours(scope, total.hour, to)).map((sum) => [sum.hour, sum]));
  for (let hour = total.hour; hour <= hourOf(to); hour += HOUR) {
    const sum = sums.get(hour) ?? { hour, counted_to: hour, tally: {}, version: 0 };
    const end = Math.min(to, hour + HOUR);
    if (sum.counted_to >= end) continue;
    const entries = await ports.stats.entries(scope, hour, sum.counted_to, end);
    const next = { ...sum, counted_to: end, tally: add(sum.tally, sumOf(entries)), version: sum.version + 1 };
    // An hour without entries needs no sum until it has one: the entries are looked for from where the sum ends.
    if ((entries.length > 0 || sum.version > 0) && !(await ports.stats.putHour(scope, next))) return;
  }
  await moveOn(scope, total, Math.max(total.hour, hourOf(to)), open, ports);
}

/** Notes that the hours before `hour` are complete, and adds those that are over for good to the total. */
async function moveOn(scope: Scope, total: Total, hour: number, open: number, ports: Ports): Promise<void> {
  const over = Math.min(hour, open, hourOf(ports.clock.now() - CLOSED_AFTER));
  const closed_to = Math.max(total.closed_to, over);
  if (hour === total.hour && closed_to === total.closed_to) return;
  const closing = await ports.stats.hours(scope, total.closed_to, closed_to - HOUR);
  const tally = add(total.tally, sumOf(closing.map((sum) => sum.tally)));
  await ports.stats.putTotal(scope, { tally, closed_to, hour, version: total.version + 1 });
}

/** Counts an hour from its entries alone; whether it did: the mark is honored when the late entry is certain to be there. */
async function recount(late: LateHour, ports: Ports): Promise<boolean> {
  const now = ports.clock.now();
  const { scope, hour } = late;
  if (now - late.at < COUNTED_AFTER) return false;
  const [sum] = await ports.stats.hours(scope, hour, hour);
  const total = await ports.stats.total(scope);
  const open = total === null || hour >= total.closed_to;
  if (open && !(await ports.stats.putHour(scope, await countAgain(scope, hour, sum, now, ports))))
    return false;
  await ports.stats.unmark(late);
  return true;
}

async function countAgain(
  scope: Scope,
  hour: number,
  sum: HourTally | undefined,
  now: number,
  ports: Ports,
): Promise<HourTally> {
  const counted_to = sum?.counted_to ?? Math.min(hour + HOUR, minuteOf(now - COUNTED_AFTER));
  const tally = sumOf(await ports.stats.entries(scope, hour, hour, counted_to));
  return { hour, counted_to, tally, version: (sum?.version ?? 0) + 1 };
}
