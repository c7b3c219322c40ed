import { createFairStore, type SqsQueue, type SqsStore } from '../engines/fair-queues.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The queues of an SQS whose delays and visibility timeouts pass by a virtual clock. */
export interface QueueTime {
  store: SqsStore;
  /** How many messages of the queue could be received now. */
  ready(name: string): number;
  /** To be called when a request begins or is answered. */
  touch(): void;
}

/** Makes queues that go along with `clock`: at each of its moves their deadlines come so much nearer. */
export async function createQueueTime(clock: VirtualClock): Promise<QueueTime> {
  const store = await createFairStore();
  clock.follow({
    shift: (ms) => {
      for (const queue of store.allQueues()) if (shift(queue, ms)) clock.touch();
    },
    nextDue: () => Math.min(...[...store.allQueues()].map(nextDeadline)),
  });
  const ready = (name: string) => {
    const queue = store.getQueueByName(name);
    return queue ? readyIn(queue) : 0;
  };
  return { store, ready, touch: () => clock.touch() };
}

/** Whether a message has become ready by it. */
function shift(queue: SqsQueue, ms: number): boolean {
  const before = readyIn(queue);
  for (const message of delayed(queue)) {
    if (message.delayUntil !== undefined) message.delayUntil -= ms;
  }
  for (const entry of queue.inflightMessages.values()) entry.visibilityDeadline -= ms;
  queue.processTimers();
  return readyIn(queue) > before;
}

function nextDeadline(queue: SqsQueue): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { delayUntil } of delayed(queue)) {
    if (delayUntil !== undefined) next = Math.min(next, delayUntil);
  }
  for (const { visibilityDeadline } of queue.inflightMessages.values()) {
    next = Math.min(next, visibilityDeadline);
  }
  return next;
}

function* delayed(queue: SqsQueue) {
  yield* queue.delayedMessages;
  for (const group of queue.fifoDelayed.values()) yield* group;
}

function readyIn(queue: SqsQueue): number {
  let count = queue.messages.length;
  for (const [group, messages] of queue.fifoMessages) {
    if (!queue.fifoLockedGroups.has(group)) count += messages.length;
  }
  return count;
}
