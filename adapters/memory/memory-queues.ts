import { copyOf } from '../../contract/plain-data.ts';
import type { Lane } from '../../core/messages/wake-up.ts';
import type {
  Delivery,
  DeliveryQueue,
  Destination,
  SlowScopes,
  WakeUpQueue,
} from '../../core/ports/queues.ts';
import type { Scheduler, ScheduleSpec } from '../../core/ports/scheduler.ts';
import type { Clock } from '../../core/time/clock.ts';
import { identityOf } from '../../core/webhooks/delivery.ts';

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

/** Deliveries in memory, each once, in the order they came in; the test that made it takes them out. */
export class MemoryDeliveryQueue implements DeliveryQueue {
  readonly deliveries: Delivery[] = [];
  private readonly known = new Set<string>();

  async send(deliveries: readonly Delivery[]): Promise<number> {
    for (const delivery of deliveries) {
      if (this.known.has(identityOf(delivery))) continue;
      this.known.add(identityOf(delivery));
      this.deliveries.push(copyOf(delivery));
    }
    return deliveries.length;
  }
}

/** Slow scopes in memory. */
export class MemorySlowScopes implements SlowScopes {
  private readonly marks = new Map<string, number>();

  async mark(key: string, until: number): Promise<void> {
    this.marks.set(key, until);
  }

  async refresh(): Promise<void> {}

  until(key: string): number {
    return this.marks.get(key) ?? 0;
  }
}

/** Schedules in memory; the test that made it fires them. */
export class MemoryScheduler implements Scheduler {
  readonly schedules = new Map<string, ScheduleSpec>();

  async create(schedule: ScheduleSpec): Promise<void> {
    if (!/^[0-9a-zA-Z\-_.]{1,64}$/.test(schedule.name))
      throw new RangeError(`bad schedule name ${schedule.name}`);
    if (!this.schedules.has(schedule.name)) this.schedules.set(schedule.name, copyOf(schedule));
  }

  async remove(name: string): Promise<void> {
    this.schedules.delete(name);
  }
}
