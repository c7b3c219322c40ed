import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
// Not the global ones, which tests replace by ones that they move.
import { setImmediate, setTimeout } from 'node:timers';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { MemoryQueue, MemoryScheduler, type QueuedMessage } from '../adapters/memory/memory-queues.ts';
import { defined } from '../contract/plain-data.ts';
import type { Lane } from '../core/messages/wake-up.ts';
import type { ScheduleSpec } from '../core/ports/scheduler.ts';
import type { Clock } from '../core/time/clock.ts';
import { MINUTE } from '../core/time/units.ts';
import { nextFire } from '../local/scheduler/next-fire.ts';

const LANES: readonly Lane[] = ['main', 'slow', 'alone', 'bulk'];

/** After which a message that was not answered comes back, ms: as the queue of a deployment does. */
const VISIBILITY = 30 * MINUTE;

/** What answers a message. */
export type Answer = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** The queue and the scheduler in a time that passes only when it is told to. */
export class MemoryTime implements Clock {
  readonly queue = new MemoryQueue(this);
  readonly scheduler = new MemoryScheduler();
  private readonly receives = new WeakMap<QueuedMessage, number>();
  private readonly fired = new Map<ScheduleSpec, number>();
  private readonly since = new Map<ScheduleSpec, number>();
  private readonly held = new Map<string, QueuedMessage>();
  /** What waits for a moment, and the message that is answered by it. */
  private sleepers: { by: string; until: number; wake: () => void }[] = [];
  /** Messages that are being answered. */
  private readonly answering = new Set<string>();
  private readonly answered = new AsyncLocalStorage<string>();
  private change = Promise.withResolvers<void>();
  private time: number;
  private stopped = false;

  constructor(at: number) {
    this.time = at;
  }

  now(): number {
    return this.time;
  }

  /**
   * Wake-ups come up to a second early and wait for their moment. What a client asked for waits for no moment but only makes room for what
   * else is at work, such as another call about the same job: that takes real time, as this one may stand still.
   */
  async sleepUntil(moment: number): Promise<void> {
    if (moment <= this.time) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const by = this.answered.getStore();
    if (by === undefined) setTimeout(resolve, moment - this.time);
    else this.sleepers.push({ by, until: moment, wake: resolve });
    this.changed();
    await promise;
  }

  /** Has no more time pass; what is at work ends by itself, and what comes of it is left. */
  stop(): void {
    this.stopped = true;
  }

  /** @throws Error once it was stopped */
  assertGoing(): void {
    if (this.stopped) throw new Error('the cloud of this test was stopped');
  }

  /** The first moment at which something is due, Unix ms, or undefined. */
  private next(): number | undefined {
    const moments = [
      ...this.sleepers.map(({ until }) => until),
      ...this.queue.messages.map(({ visibleAt }) => visibleAt),
      ...[...this.scheduler.schedules.values()].flatMap((spec) => this.nextOf(spec) ?? []),
    ];
    return moments.length === 0 ? undefined : Math.max(this.time, Math.min(...moments));
  }

  /** Lets time pass to a moment; what is due on the way is answered at its time, one moment after the other. */
  async passTo(moment: number, answer: Answer): Promise<void> {
    for (let next = this.next(); next !== undefined && next <= moment; next = this.next()) {
      this.assertGoing();
      this.time = next;
      for (const { wake } of this.take(({ until }) => until <= next)) wake();
      await this.rest();
      await this.fire();
      for (const lane of LANES)
        for (const message of this.queue.receive(lane)) void this.deliver(message, lane, answer);
      await this.rest();
    }
    this.time = Math.max(this.time, moment);
  }

  /** Resolves when all messages that are being answered are, or wait for a moment. */
  private async rest(): Promise<void> {
    do {
      while (this.isBusy()) await this.change.promise;
      // What was woken begins to go on, and what only looks whether it is late is over.
      await new Promise(setImmediate);
    } while (this.isBusy());
  }

  private isBusy(): boolean {
    return [...this.answering].some((id) => this.sleepers.every(({ by }) => by !== id));
  }

  private take(which: (sleeper: { by: string; until: number }) => boolean) {
    const taken = this.sleepers.filter(which);
    this.sleepers = this.sleepers.filter((sleeper) => !which(sleeper));
    return taken;
  }

  private changed(): void {
    this.change.resolve();
    this.change = Promise.withResolvers();
  }

  /** Makes a received message come back after `ms`. */
  extendVisibility(receiptHandle: string, ms: number): void {
    const message = this.held.get(receiptHandle);
    if (message) message.visibleAt = this.time + ms;
  }

  private nextOf(spec: ScheduleSpec): number | undefined {
    const anchor = this.since.get(spec) ?? this.time;
    this.since.set(spec, anchor);
    const { expression, timezone: zone = 'UTC', start } = spec;
    const after = this.fired.get(spec) ?? anchor - 1;
    const next = nextFire({ expression, zone, start, anchor }, after);
    // One that was created for a moment that has passed is due.
    return next ?? (spec.once && !this.fired.has(spec) ? this.time : undefined);
  }

  private async fire(): Promise<void> {
    for (const spec of [...this.scheduler.schedules.values()]) {
      const due = this.nextOf(spec);
      if (due === undefined || due > this.time) continue;
      this.fired.set(spec, this.time);
      if (spec.once) this.scheduler.schedules.delete(spec.name);
      await this.queue.send(spec.body, 0, { lane: spec.lane ?? 'main' });
    }
  }

  private async deliver(message: QueuedMessage, lane: Lane, answer: Answer): Promise<void> {
    const id = randomUUID();
    const count = (this.receives.get(message) ?? 0) + 1;
    this.receives.set(message, count);
    this.held.set(id, message);
    message.visibleAt = this.time + VISIBILITY;
    this.answering.add(id);
    try {
      const event = { Records: [recordOf(id, message, lane, count)] };
      const { batchItemFailures } = await this.answered.run(id, () => answer(event));
      if (batchItemFailures.length > 0) this.queue.messages.push(message);
    } finally {
      this.held.delete(id);
      this.answering.delete(id);
      for (const { wake } of this.take(({ by }) => by === id)) wake();
      this.changed();
    }
  }
}

function recordOf(
  id: string,
  { body, group }: QueuedMessage,
  lane: Lane,
  receives: number,
): SQSEvent['Records'][0] {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
      ...defined({ MessageGroupId: group }),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: lane,
    awsRegion: '',
  };
}
