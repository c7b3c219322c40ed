import { copyOf } from '../../contract/plain-data.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type {
  HourTally,
  LateHour,
  StatsEntry,
  StatsEntryKey,
  StatsStore,
  Tally,
  Total,
} from '../../core/ports/stats-store.ts';
import { hourOf, minuteOf } from '../../core/stats/entry.ts';

/** Entries and their sums in memory. */
export class MemoryStatsStore implements StatsStore {
  /** By scope and hour, then by minute and key. */
  private readonly written = new Map<string, Map<string, StatsEntry>>();
  private readonly sums = new Map<string, HourTally>();
  private readonly totals = new Map<string, Total>();
  private readonly late = new Map<string, LateHour>();

  async put(entry: StatsEntry): Promise<void> {
    const hour = this.written.get(hourNameOf(entry)) ?? new Map<string, StatsEntry>();
    this.written.set(hourNameOf(entry), hour);
    const standing = hour.get(placeOf(entry));
    if (standing === undefined || standing.rank <= entry.rank) hour.set(placeOf(entry), copyOf(entry));
  }

  async remove(place: StatsEntryKey): Promise<void> {
    this.written.get(hourNameOf(place))?.delete(placeOf(place));
  }

  async find(place: StatsEntryKey): Promise<Tally | null> {
    return copyOf(this.written.get(hourNameOf(place))?.get(placeOf(place))?.tally ?? null);
  }

  async entries(scope: Scope, hour: number, from: number, to: number): Promise<Tally[]> {
    return [...(this.written.get(hourNameOf({ scope, at: hour }))?.values() ?? [])]
      .filter(({ at }) => at >= from && at < to)
      .map(({ tally }) => copyOf(tally));
  }

  async hours(scope: Scope, from: number, to: number): Promise<HourTally[]> {
    return [...this.sums]
      .filter(([name, { hour }]) => hour >= from && hour <= to && name.startsWith(`${nameOf(scope)} `))
      .map(([, sum]) => copyOf(sum))
      .sort((a, b) => a.hour - b.hour);
  }

  async putHour(scope: Scope, sum: HourTally): Promise<boolean> {
    return replace(this.sums, `${nameOf(scope)} ${sum.hour}`, sum);
  }

  async total(scope: Scope): Promise<Total | null> {
    return copyOf(this.totals.get(nameOf(scope)) ?? null);
  }

  async putTotal(scope: Scope, total: Total): Promise<boolean> {
    return replace(this.totals, nameOf(scope), total);
  }

  async markLate(late: LateHour): Promise<void> {
    this.late.set(`${nameOf(late.scope)} ${late.hour}`, copyOf(late));
  }

  async lateHours(): Promise<LateHour[]> {
    return [...this.late.values()].map((late) => copyOf(late));
  }

  async unmark({ scope, hour, at }: LateHour): Promise<void> {
    const name = `${nameOf(scope)} ${hour}`;
    if (this.late.get(name)?.at === at) this.late.delete(name);
  }
}

const nameOf = ({ product, env }: Scope) => `${product}#${env}`;
const hourNameOf = ({ scope, at }: Omit<StatsEntryKey, 'key'>) => `${nameOf(scope)} ${hourOf(at)}`;
const placeOf = ({ at, key }: StatsEntryKey) => `${minuteOf(at)} ${key}`;

function replace<T extends { version: number }>(all: Map<string, T>, name: string, next: T): boolean {
  if ((all.get(name)?.version ?? 0) !== next.version - 1) return false;
  all.set(name, copyOf(next));
  return true;
}
