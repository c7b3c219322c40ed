import { copyOf } from '../../contract/plain-data.ts';
import { type Scope, scopeKey } from '../../core/jobs/scope.ts';
import type { HourTally, StatsStore, Stretch, Tally, Total } from '../../core/ports/stats-store.ts';
import { add } from '../../core/stats/tally.ts';

/** The sum of an hour, and how far each shard is counted in it. */
interface Cell extends HourTally {
  reached: Map<string, string>;
}

/** Figures in memory. */
export class MemoryStatsStore implements StatsStore {
  private readonly cells = new Map<string, Map<number, Cell>>();
  private readonly totals = new Map<string, Total>();

  async count({ scope, hour, shard, first, last }: Stretch, tally: Tally): Promise<string | undefined> {
    const hours = this.cells.get(scopeKey(scope)) ?? new Map<number, Cell>();
    const cell = hours.get(hour) ?? { hour, tally: {}, reached: new Map() };
    const reached = cell.reached.get(shard);
    if (reached !== undefined && reached >= first) return reached;
    cell.tally = add(cell.tally, tally);
    cell.reached.set(shard, last);
    this.cells.set(scopeKey(scope), hours.set(hour, cell));
    return undefined;
  }

  async hours(scope: Scope, from: number, to: number): Promise<HourTally[]> {
    return [...(this.cells.get(scopeKey(scope))?.values() ?? [])]
      .filter(({ hour }) => hour >= from && hour <= to)
      .map(({ hour, tally }) => copyOf({ hour, tally }))
      .sort((a, b) => a.hour - b.hour);
  }

  async total(scope: Scope): Promise<Total | null> {
    return copyOf(this.totals.get(scopeKey(scope)) ?? null);
  }

  async putTotal(scope: Scope, total: Total): Promise<boolean> {
    if ((this.totals.get(scopeKey(scope))?.version ?? 0) !== total.version - 1) return false;
    this.totals.set(scopeKey(scope), copyOf(total));
    return true;
  }
}
