import type { Config } from '../../../contract/config.ts';
import type { Hold } from '../../../contract/hold.ts';
import { scopesOf } from '../../config/find-resource.ts';
import { isInForce } from '../../jobs/hold.ts';
import { type HoldStore, holdKey } from '../../ports/hold-store.ts';
import { lastOccurrences, nextOccurrence } from '../../schedule/occurrences.ts';
import type { ParsedSchedule } from '../../schedule/parsed-schedule.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import type { Clock } from '../../time/clock.ts';

/** Windows that overlap: of one that begins each minute and lasts for a week only the latest are looked at. */
const OVERLAPPING = 100;

/** A maintenance window. */
interface Window {
  schedule: ParsedSchedule;
  duration: number;
  /** What each of its holds says. */
  hold: Pick<Hold, 'product' | 'env' | 'reason' | 'window'>;
}

/** The holds of the maintenance windows of a config, which are in force by the clock alone: nothing has to write them in time. */
export class MaintenanceWindows {
  private readonly windows: readonly Window[];
  private readonly clock: Pick<Clock, 'now'>;
  /** Those that had begun, from a moment on until the next begins, Unix ms. */
  private begun: { holds: readonly Hold[]; from: number; until: number } | undefined;

  constructor(config: Config, clock: Pick<Clock, 'now'>) {
    this.windows = windowsOf(config);
    this.clock = clock;
  }

  /** Holds that are written, and those of windows that last now and are not: one that was ended early is written as it ended. */
  beside(written: readonly Hold[]): Hold[] {
    const now = this.clock.now();
    const known = new Set(written.map(holdKey));
    const lasting = this.at(now).filter((hold) => isInForce(hold, now) && !known.has(holdKey(hold)));
    return [...written, ...lasting];
  }

  private at(now: number): readonly Hold[] {
    if (this.begun && now >= this.begun.from && now < this.begun.until) return this.begun.holds;
    const holds = this.windows.flatMap(({ schedule, duration, hold }) =>
      lastOccurrences(schedule, now - duration, now, OVERLAPPING).map((since) => ({
        ...hold,
        since,
        until: since + duration,
      })),
    );
    const next = this.windows.map(
      ({ schedule }) => nextOccurrence(schedule, now) ?? Number.POSITIVE_INFINITY,
    );
    this.begun = { holds, from: now, until: Math.min(...next) };
    return holds;
  }
}

/** The next hold of each window of a config that begins after a moment, Unix ms, the soonest first. */
export function plannedWindows(config: Config, now: number): Hold[] {
  const next = windowsOf(config).flatMap(({ schedule, duration, hold }) => {
    const since = nextOccurrence(schedule, now);
    return since === null ? [] : [{ ...hold, since, until: since + duration }];
  });
  return next.sort((a, b) => a.since - b.since);
}

/** A store of holds with the windows of a config among them. */
export function withWindows(store: HoldStore, windows: MaintenanceWindows): HoldStore {
  return {
    current: async () => windows.beside(await store.current()),
    list: async () => windows.beside(await store.list()),
    put: (...hold) => store.put(...hold),
    open: (...hold) => store.open(...hold),
  };
}

function windowsOf(config: Config): Window[] {
  return scopesOf(config).flatMap((scope) =>
    (config.products[scope.product]?.envs[scope.env]?.maintenance ?? []).flatMap((window) => {
      const { cron, tz = 'UTC', duration, reason } = window;
      const schedule = readSchedule({ cron, tz }, 0);
      const hold = { ...scope, window: `${cron} ${tz}`, reason };
      return schedule.ok ? [{ schedule: schedule.value, duration, hold }] : [];
    }),
  );
}
