import type { Config } from '../../../contract/config.ts';
import type { Hold } from '../../../contract/hold.ts';
import { scopesOf } from '../../config/find-resource.ts';
import { WINDOW } from '../../jobs/caller.ts';
import { holdRecord } from '../../jobs/hold.ts';
import { hashOf } from '../../jobs/scope.ts';
import { holdKey } from '../../ports/hold-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { lastOccurrences } from '../../schedule/occurrences.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import { MINUTE } from '../../time/units.ts';
import { sendReleaseAt } from './release-held.ts';

/** How long before a window its hold is written, ms: two sweeps come in that time. */
const AHEAD_MS = 2 * MINUTE;

/**
 * Writes the holds of the maintenance windows of a config that are about to begin or have begun, each once: one that a caller has ended
 * early stays ended.
 */
export async function openWindows(config: Config, ports: Ports): Promise<void> {
  const wanted = windowHolds(config, ports.clock.now());
  if (wanted.length === 0) return;
  const known = new Set((await ports.holds.list()).map(holdKey));
  for (const hold of wanted.filter((each) => !known.has(holdKey(each)))) {
    await sendReleaseAt(hold.until, ports);
    // By whatever sweep it is written, it is one entry.
    const id = `window_${hold.since}_${hashOf(holdKey(hold)).toString(36)}`;
    await ports.holds.put(hold, holdRecord('pause_all', undefined, hold, WINDOW, id));
  }
}

/** The holds of the windows that begin soon or last now. */
export function windowHolds(config: Config, now: number): (Hold & { until: number })[] {
  return scopesOf(config).flatMap((scope) =>
    (config.products[scope.product]?.envs[scope.env]?.maintenance ?? []).flatMap((window) => {
      const { cron, tz = 'UTC', duration, reason } = window;
      const schedule = readSchedule({ cron, tz }, now);
      if (!schedule.ok) return [];
      const begun = lastOccurrences(schedule.value, now - duration + 1, now + AHEAD_MS, 100);
      const hold = { ...scope, window: `${cron} ${tz}`, reason };
      return begun.map((since) => ({ ...hold, since, until: since + duration }));
    }),
  );
}
