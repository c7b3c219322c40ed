import { copyOf } from '../../contract/plain-data.ts';
import { type Scope, scopeKey } from '../../core/jobs/scope.ts';
import type { AppliedSet, NameHolder, NameStore } from '../../core/ports/name-store.ts';

/** Names of schedules in memory. */
export class MemoryNameStore implements NameStore {
  private readonly scopes = new Map<string, Map<string, NameHolder>>();
  private readonly applied = new Map<string, AppliedSet>();

  async find(scope: Scope, name: string): Promise<NameHolder | null> {
    return copyOf(this.namesOf(scope).get(name) ?? null);
  }

  async hold(scope: Scope, name: string, holder: NameHolder, over?: string): Promise<boolean> {
    const names = this.namesOf(scope);
    const standing = names.get(name);
    const isLater = (standing?.generation ?? 0) > (holder.generation ?? Number.POSITIVE_INFINITY);
    if (standing?.job_id !== over || isLater) return false;
    names.set(name, copyOf(holder));
    return true;
  }

  async release(scope: Scope, name: string, jobId: string): Promise<void> {
    const names = this.namesOf(scope);
    if (names.get(name)?.job_id === jobId) names.delete(name);
  }

  async list(scope: Scope, { limit, after = '' }: { limit: number; after?: string }) {
    return [...this.namesOf(scope)]
      .filter(([name]) => name > after)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([name, holder]) => ({ name, holder: copyOf(holder) }));
  }

  async findApplied(scope: Scope): Promise<AppliedSet | null> {
    return copyOf(this.applied.get(scopeKey(scope)) ?? null);
  }

  async setApplied(scope: Scope, applied: AppliedSet, over?: number): Promise<boolean> {
    if (this.applied.get(scopeKey(scope))?.generation !== over) return false;
    this.applied.set(scopeKey(scope), copyOf(applied));
    return true;
  }

  private namesOf(scope: Scope): Map<string, NameHolder> {
    const names = this.scopes.get(scopeKey(scope)) ?? new Map();
    this.scopes.set(scopeKey(scope), names);
    return names;
  }
}
