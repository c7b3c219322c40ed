import { type ProgressStore, progressText } from '../../core/ports/progress-store.ts';

/** Notes of runs in memory. */
export class MemoryProgressStore implements ProgressStore {
  private readonly notes = new Map<string, string>();

  async get(identity: string): Promise<Record<string, unknown> | null> {
    const note = this.notes.get(identity);
    return note === undefined ? null : JSON.parse(note);
  }

  async put(identity: string, progress: Record<string, unknown>): Promise<void> {
    this.notes.set(identity, progressText(progress));
  }
}
