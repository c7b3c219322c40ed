import type { Lane } from '../../core/messages/lane.ts';
import type { Destination, WakeUpQueue } from '../../core/ports/wake-up-queue.ts';
import type { Clock } from '../../core/time/clock.ts';

/** A message and when it may first be received, Unix ms. */
export interface QueuedMessage {
  body: string;
  lane: Lane;
  group?: string | undefined;
  visibleAt: number;
}

/** Wake-ups in memory; the test that made it takes the messages out. */
export class MemoryQueue implements WakeUpQueue {
  readonly messages: QueuedMessage[] = [];
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async send(body: string, delay: number, { lane = 'main', group }: Destination = {}): Promise<void> {
    if (!Number.isInteger(delay) || delay < 0 || delay > 900) {
      throw new RangeError(`DelaySeconds must be an integer from 0 to 900, got ${delay}`);
    }
    this.messages.push({ body, lane, group, visibleAt: this.clock.now() + delay * 1000 });
  }

  async backlog(): Promise<number> {
    const now = this.clock.now();
    return this.messages.filter((message) => message.visibleAt <= now).length;
  }

  /** Takes out the messages of a lane that are visible by now. */
  receive(lane: Lane): QueuedMessage[] {
    const now = this.clock.now();
    const due = this.messages.filter((message) => message.lane === lane && message.visibleAt <= now);
    for (const message of due) this.messages.splice(this.messages.indexOf(message), 1);
    return due;
  }
}
