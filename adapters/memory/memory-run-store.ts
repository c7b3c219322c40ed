import { copyOf } from '../../contract/plain-data.ts';
import type { WrongRun } from '../../contract/run.ts';
import { placeKey, type RunQuery, type RunStore } from '../../core/ports/run-store.ts';

/** What went wrong, in memory. */
export class MemoryRunStore implements RunStore {
  readonly runs = new Map<string, WrongRun>();

  async put(runs: readonly WrongRun[]): Promise<void> {
    for (const run of runs) this.runs.set(placeKey(run), copyOf(run));
  }

  async list({ scopes, after, from = 0, to = Infinity, limit }: RunQuery): Promise<WrongRun[]> {
    const isIn = ([key, { product, env, at }]: [string, WrongRun]) =>
      scopes.some((scope) => scope.product === product && scope.env === env) &&
      (after === undefined || key < placeKey(after)) &&
      at >= from &&
      at <= to;
    const found = [...this.runs].filter(isIn).sort(([a], [b]) => (a < b ? 1 : -1));
    return found.slice(0, limit).map(([, run]) => copyOf(run));
  }
}
