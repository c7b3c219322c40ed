import { copyOf } from '../../contract/plain-data.ts';
import { type Scope, scopeKey } from '../../core/jobs/scope.ts';
import {
  type HourChanges,
  type HourOf,
  type HourTally,
  type Reading,
  type Recount,
  type StatsStore,
  type Stretch,
  type Tally,
  ToldMax,
  type Total,
} from '../../core/ports/stats-store.ts';
import { add, highest } from '../../core/stats/tally.ts';

/** The sum of an hour, and how far each shard is counted in it. */
interface Cell extends HourTally {
  reached: Map<string, string>;
  /** What its updates told, the last one first. */
  told: string[][];
  raised?: { tally: Tally; stamp: number };
}

/** Figures in memory. */
export class MemoryStatsStore implements StatsStore {
  private readonly cells = new Map<string, Map<number, Cell>>();
  private readonly totals = new Map<string, Total>();
  private readonly recounts = new Map<string, Recount>();
  private read: Reading | null = null;
  private readonly stream: (at: number) => void;

  /** @param stream is told of moments, as the stream of a table is */
  constructor(stream: (at: number) => void = () => undefined) {
    this.stream = stream;
  }

  async count(
    { scope, hour, shard, first, last }: Stretch,
    tally: Tally,
    changed: readonly string[] = [],
  ): Promise<string | undefined> {
    const cell = this.cellOf(scope, hour);
    const reached = cell.reached.get(shard);
    if (reached !== undefined && reached >= first) return reached;
    cell.tally = add(cell.tally, tally);
    cell.reached.set(shard, last);
    if (changed.length > 0) cell.told.unshift([...changed]);
    return undefined;
  }

  async changes(hours: readonly HourOf[]): Promise<HourChanges[]> {
    return hours.map(({ scope, hour }) => {
      const { told = [], tally = {} } = this.cells.get(scopeKey(scope))?.get(hour) ?? {};
      const kept = told.map((ends) => [...new Set(ends)]).slice(0, ToldMax.updates);
      const latest = kept.map((ends) => (ends.length > ToldMax.jobs ? undefined : ends));
      return { count: told.length, latest, tally: copyOf(tally) };
    });
  }

  /** The ends of ids of all changes that an hour was told of. */
  toldIn({ scope, hour }: HourOf): string[] {
    return this.cells.get(scopeKey(scope))?.get(hour)?.told.flat() ?? [];
  }

  async raise(scope: Scope, hour: number, tally: Tally, stamp: number): Promise<void> {
    const cell = this.cellOf(scope, hour);
    if ((cell.raised?.stamp ?? 0) <= stamp) cell.raised = copyOf({ tally, stamp });
  }

  private cellOf(scope: Scope, hour: number): Cell {
    const hours = this.cells.get(scopeKey(scope)) ?? new Map<number, Cell>();
    const cell = hours.get(hour) ?? { hour, tally: {}, reached: new Map(), told: [] };
    this.cells.set(scopeKey(scope), hours.set(hour, cell));
    return cell;
  }

  async hours(scope: Scope, from: number, to: number): Promise<HourTally[]> {
    return [...(this.cells.get(scopeKey(scope))?.values() ?? [])]
      .filter(({ hour }) => hour >= from && hour <= to)
      .map(({ hour, tally, raised }) => copyOf({ hour, tally: highest(tally, raised?.tally ?? {}) }))
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

  async recount(scope: Scope): Promise<Recount | null> {
    return copyOf(this.recounts.get(scopeKey(scope)) ?? null);
  }

  async putRecount(scope: Scope, recount: Recount): Promise<boolean> {
    if ((this.recounts.get(scopeKey(scope))?.version ?? 0) !== recount.version - 1) return false;
    this.recounts.set(scopeKey(scope), copyOf(recount));
    return true;
  }

  async reading(): Promise<Reading | null> {
    return copyOf(this.read);
  }

  async putReading(reading: Reading): Promise<boolean> {
    if ((this.read?.version ?? 0) !== reading.version - 1) return false;
    this.read = copyOf(reading);
    return true;
  }

  async pulse(at: number): Promise<void> {
    this.stream(at);
  }
}
