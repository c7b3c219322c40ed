import type { Limiter } from '../ports/limiter.ts';
import type { Clock } from '../time/clock.ts';
import { SLOT_LEASE, type Slot } from './sender-slot.ts';

/** A slot that deliveries of the batch have asked for. */
interface Asked {
  holder: string;
  entered: Promise<boolean>;
  users: number;
}

/** The slots of one batch of deliveries: each is asked for once for all deliveries that need it at the same time. */
export class BatchSlots {
  private readonly asked = new Map<string, Asked>();
  private askedEver = 0;
  private readonly name: string;
  private readonly limiter: Limiter;
  private readonly clock: Clock;

  /** @param name of the batch, which no other has within the lease of a slot */
  constructor(name: string, limiter: Limiter, clock: Clock) {
    this.name = name;
    this.limiter = limiter;
    this.clock = clock;
  }

  /** Whether a delivery of the batch has asked for a slot, so that the batch may last long. */
  get mayLast(): boolean {
    return this.askedEver > 0;
  }

  /**
   * Does `work` while the batch holds the slot, which the last one to end gives back; undefined when there is none. A slot
   * that cannot be given back is free when its lease is over. @throws Error when it is not certain that it is held
   */
  async within<T>(slot: Slot, work: () => Promise<T>): Promise<{ done: T } | undefined> {
    const asked = this.asked.get(slot.key) ?? this.ask(slot);
    asked.users += 1;
    try {
      return (await asked.entered) ? { done: await work() } : undefined;
    } finally {
      asked.users -= 1;
      if (asked.users === 0) await this.leave(slot.key, asked);
    }
  }

  private ask({ key, places }: Slot): Asked {
    this.askedEver += 1;
    const holder = `${this.name}.${this.askedEver}`;
    const now = this.clock.now();
    const entered = this.limiter.acquire(key, holder, places, now, now + SLOT_LEASE);
    const asked = { holder, entered, users: 0 };
    this.asked.set(key, asked);
    return asked;
  }

  private async leave(key: string, { holder, entered }: Asked): Promise<void> {
    this.asked.delete(key);
    // Also when it is not certain that it was entered.
    if (await entered.catch(() => true)) await this.limiter.release(key, holder).catch(() => undefined);
  }
}
