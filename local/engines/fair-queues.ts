import { AsyncLocalStorage } from 'node:async_hooks';
import type { BuildAppOptions, buildApp } from 'fauxqs';
import { asRecord } from '../../contract/plain-data.ts';

/** What fauxqs keeps its queues in; it can be given one, but does not export the class. */
export type SqsStore = NonNullable<BuildAppOptions['stores']>['sqsStore'];
export type SqsQueue = ReturnType<SqsStore['createQueue']>;
type Message = Parameters<SqsQueue['enqueue']>[0];

/** The body of the request that is being answered. */
const answering = new AsyncLocalStorage<unknown>();

/** Queues that keep the message group of standard queues, which fauxqs drops, and serve the groups in turn, as SQS does (fair queues). */
export async function createFairStore(): Promise<SqsStore> {
  const file = new URL('./sqs/sqsStore.js', import.meta.resolve('fauxqs'));
  const { SqsStore }: { SqsStore: new () => SqsStore } = await import(file.href);
  const store = new SqsStore();
  const create = store.createQueue.bind(store);
  store.createQueue = (...args) => fair(create(...args));
  return store;
}

/** Lets the queues of a fair store see who sends: to be called before the app listens. */
export function keepGroups(app: ReturnType<typeof buildApp>): void {
  app.addHook('preHandler', (request, _reply, done) => answering.run(request.body, done));
}

function fair(queue: SqsQueue): SqsQueue {
  if (queue.isFifo()) return queue;
  const enqueue = queue.enqueue.bind(queue);
  queue.enqueue = (message) => {
    const group = message.messageGroupId ?? groupIn(answering.getStore(), message.body);
    if (group !== undefined) message.messageGroupId = group;
    enqueue(message);
  };
  let waiting = new GroupsInTurn([]);
  // fauxqs takes a new list when the queue is purged.
  Object.defineProperty(queue, 'messages', {
    get: () => waiting,
    set: (messages: Iterable<Message>) => {
      waiting = new GroupsInTurn(messages);
    },
  });
  return queue;
}

/** The group that a request gives a message with this body. */
function groupIn(request: unknown, body: string): string | undefined {
  const { Entries, MessageGroupId } = asRecord(request);
  const entry = Array.isArray(Entries)
    ? Entries.find((each) => asRecord(each)['MessageBody'] === body)
    : undefined;
  const group = Array.isArray(Entries) ? asRecord(entry)['MessageGroupId'] : MessageGroupId;
  return typeof group === 'string' ? group : undefined;
}

/** The places of taken messages are freed a thousand at a time, as freeing one moves all behind it. */
const TAKEN = 1000;

/** A list of messages of which the first one is that of the group whose turn it is; messages without a group are one. */
class GroupsInTurn implements Iterable<Message> {
  /** In the order of their turns. */
  private readonly groups = new Map<string | undefined, { messages: Message[]; next: number }>();
  length = 0;

  constructor(messages: Iterable<Message>) {
    this.push(...messages);
  }

  push(...messages: Message[]): number {
    for (const message of messages) {
      const group = this.groups.get(message.messageGroupId) ?? { messages: [], next: 0 };
      group.messages.push(message);
      this.groups.set(message.messageGroupId, group);
    }
    this.length += messages.length;
    return this.length;
  }

  shift(): Message | undefined {
    const [turn] = this.groups;
    if (!turn) return undefined;
    const [key, group] = turn;
    const message = group.messages[group.next];
    group.next += 1;
    this.length -= 1;
    this.groups.delete(key);
    if (group.next >= TAKEN) {
      group.messages.splice(0, group.next);
      group.next = 0;
    }
    if (group.next < group.messages.length) this.groups.set(key, group);
    return message;
  }

  *[Symbol.iterator](): Iterator<Message> {
    for (const { messages, next } of this.groups.values()) yield* messages.slice(next);
  }
}
