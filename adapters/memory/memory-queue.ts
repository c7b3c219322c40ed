import type { Clock } from '../../core/ports/clock.ts';
import type { WakeUpQueue } from '../../core/ports/wake-up-queue.ts';

/** A message and when it may first be received, Unix ms. */
export interface QueuedMessage {
  body: string;
  visibleAt: number;
}

/** Wake-ups in memory; whoever made it takes the messages out. */
export class MemoryQueue implements WakeUpQueue {
  readonly messages: QueuedMessage[] = [];
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async send(body: string, delay: number): Promise<void> {
    if (!Number.isInteger(delay) || delay < 0 || delay > 900) {
      throw new RangeError(`DelaySeconds must be an integer from 0 to 900, got ${delay}`);
    }
    this.messages.push({ body, visibleAt: this.clock.now() + delay * 1000 });
  }

  async backlog(): Promise<number> {
    const now = this.clock.now();
    return this.messages.filter((message) => message.visibleAt <= now).length;
  }

  /** Takes out the messages that are visible by now. */
  receive(): QueuedMessage[] {
    const now = this.clock.now();
    const due = this.messages.filter((message) => message.visibleAt <= now);
    for (const message of due) this.messages.splice(this.messages.indexOf(message), 1);
    return due;
  }
}
