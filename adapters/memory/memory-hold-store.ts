import type { Hold } from '../../contract/hold.ts';
import { copyOf } from '../../contract/plain-data.ts';
import { type HoldStore, holdKey } from '../../core/ports/hold-store.ts';

/** Holds in memory. */
export class MemoryHoldStore implements HoldStore {
  readonly holds = new Map<string, Hold>();

  current(): Promise<Hold[]> {
    return this.list();
  }

  async list(): Promise<Hold[]> {
    return copyOf([...this.holds.values()]);
  }

  async open(hold: Hold): Promise<boolean> {
    const isNew = !this.holds.has(holdKey(hold));
    if (isNew) await this.put(hold);
    return isNew;
  }

  async put(hold: Hold): Promise<void> {
    this.holds.set(holdKey(hold), copyOf(hold));
  }
}
