import type { ProgressStore } from '../../core/ports/progress-store.ts';

/** Notes of runs in memory. */
export class MemoryProgressStore implements ProgressStore {
  private readonly notes = new Map<string, Record<string, unknown>>();

  async get(identity: string): Promise<Record<string, unknown> | null> {
    return structuredClone(this.notes.get(identity) ?? null);
  }

  async put(identity: string, progress: Record<string, unknown>): Promise<void> {
    this.notes.set(identity, structuredClone(progress));
  }
}
