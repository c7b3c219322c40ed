import type { Serializable } from 'node:child_process';

/** The channel to another process: `process` where it was forked, the child where it forked. */
interface Channel {
  send?(message: Serializable, sent: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

type Message = { id: number } & (
  | { call: string; given: unknown }
  | { result?: unknown }
  | { failure: string; trace: string | undefined }
);

/** Calls of two processes to each other; what is given and answered goes through JSON. */
export class Peer {
  private readonly channel: Channel;
  private readonly waiting = new Map<number, PromiseWithResolvers<unknown>>();
  private last = 0;
  private gone: Error | undefined;

  /** @param answers what the other process may call */
  constructor(channel: Channel, answers: Readonly<Record<string, (given: never) => Promise<unknown>>>) {
    this.channel = channel;
    channel.on('message', (message) => {
      const received = message as Message;
      if ('call' in received) void this.answer(received.id, answers[received.call], received.given);
      else this.settle(received);
    });
  }

  /** Calls the other process. @throws Error with the message of what it threw, or {@link end} says why there is no answer */
  async call<T>(name: string, given: unknown): Promise<T> {
    if (this.gone) throw this.gone;
    const id = ++this.last;
    const answer = Promise.withResolvers<unknown>();
    this.waiting.set(id, answer);
    this.send({ id, call: name, given });
    return (await answer.promise) as T;
  }

  /** Has every call fail that waits or comes. */
  end(reason: Error): void {
    this.gone ??= reason;
    for (const { reject } of this.waiting.values()) reject(this.gone);
    this.waiting.clear();
  }

  private async answer(
    id: number,
    answer: ((given: never) => Promise<unknown>) | undefined,
    given: unknown,
  ): Promise<void> {
    try {
      this.send({ id, result: await answer?.(given as never) });
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      this.send({ id, failure: message, trace: stack });
    }
  }

  private settle(received: Exclude<Message, { call: string }>): void {
    const answer = this.waiting.get(received.id);
    this.waiting.delete(received.id);
    if (!('failure' in received)) answer?.resolve(received.result);
    else answer?.reject(Object.assign(new Error(received.failure), { stack: received.trace }));
  }

  private send(message: Message): void {
    this.channel.send?.(message as Serializable, (error) => {
      if (error) this.end(error);
    });
  }
}
