import type { Scope } from '../../core/jobs/scope.ts';
import { scopeKey } from '../../core/jobs/scope.ts';
import type { SlowScopes } from '../../core/ports/slow-scopes.ts';

/** Slow scopes in memory. */
export class MemorySlowScopes implements SlowScopes {
  private readonly marks = new Map<string, number>();

  async mark(scope: Scope, until: number): Promise<void> {
    this.marks.set(scopeKey(scope), until);
  }

  async refresh(): Promise<void> {}

  until(key: string): number {
    return this.marks.get(key) ?? 0;
  }
}
