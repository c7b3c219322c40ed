import type { Owner } from '../../core/ports/job-store.ts';
import type { HourTally, LateHour, StatsStore, Total } from '../../core/ports/stats-store.ts';
import { hourOf, minuteOf } from '../../core/stats/hours.ts';
import type { Note, Place } from '../../core/stats/note.ts';
import type { Tally } from '../../core/stats/tally.ts';

/** Notes and their sums in memory. */
export class MemoryStatsStore implements StatsStore {
  /** By owner and hour, then by minute and key. */
  private readonly written = new Map<string, Map<string, Note>>();
  private readonly sums = new Map<string, HourTally>();
  private readonly totals = new Map<string, Total>();
  private readonly late = new Map<string, LateHour>();

  async note(note: Note): Promise<void> {
    const hour = this.written.get(hourNameOf(note)) ?? new Map<string, Note>();
    this.written.set(hourNameOf(note), hour);
    const standing = hour.get(placeOf(note));
    if (standing === undefined || standing.rank <= note.rank) hour.set(placeOf(note), structuredClone(note));
  }

  async strike(place: Place): Promise<void> {
    this.written.get(hourNameOf(place))?.delete(placeOf(place));
  }

  async find(place: Place): Promise<Tally | null> {
    return structuredClone(this.written.get(hourNameOf(place))?.get(placeOf(place))?.tally ?? null);
  }

  async notes(owner: Owner, hour: number, from: number, to: number): Promise<Tally[]> {
    return [...(this.written.get(hourNameOf({ owner, at: hour }))?.values() ?? [])]
      .filter(({ at }) => at >= from && at < to)
      .map(({ tally }) => structuredClone(tally));
  }

  async hours(owner: Owner, from: number, to: number): Promise<HourTally[]> {
    return [...this.sums]
      .filter(([name, { hour }]) => hour >= from && hour <= to && name.startsWith(`${nameOf(owner)} `))
      .map(([, sum]) => structuredClone(sum))
      .sort((a, b) => a.hour - b.hour);
  }

  async putHour(owner: Owner, sum: HourTally): Promise<boolean> {
    return replace(this.sums, `${nameOf(owner)} ${sum.hour}`, sum);
  }

  async total(owner: Owner): Promise<Total | null> {
    return structuredClone(this.totals.get(nameOf(owner)) ?? null);
  }

  async putTotal(owner: Owner, total: Total): Promise<boolean> {
    return replace(this.totals, nameOf(owner), total);
  }

  async markLate(late: LateHour): Promise<void> {
    this.late.set(`${nameOf(late.owner)} ${late.hour}`, structuredClone(late));
  }

  async lateHours(): Promise<LateHour[]> {
    return [...this.late.values()].map((late) => structuredClone(late));
  }

  async unmark({ owner, hour, at }: LateHour): Promise<void> {
    const name = `${nameOf(owner)} ${hour}`;
    if (this.late.get(name)?.at === at) this.late.delete(name);
  }
}

const nameOf = ({ product, env }: Owner) => `${product}#${env}`;
const hourNameOf = ({ owner, at }: Omit<Place, 'key'>) => `${nameOf(owner)} ${hourOf(at)}`;
const placeOf = ({ at, key }: Place) => `${minuteOf(at)} ${key}`;

function replace<T extends { version: number }>(all: Map<string, T>, name: string, next: T): boolean {
  if ((all.get(name)?.version ?? 0) !== next.version - 1) return false;
  all.set(name, structuredClone(next));
  return true;
}
