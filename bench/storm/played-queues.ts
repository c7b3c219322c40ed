import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchRequestEntry,
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Lane } from '../../core/messages/wake-up.ts';
import type { VirtualTime } from '../virtual/virtual-time.ts';
import { FairQueue, type Message } from './fair-queue.ts';

const LANES: readonly Lane[] = ['main', 'slow', 'alone', 'bulk'];

/** The queues of wake-ups in virtual time: delays, visibility, receive counts and message groups as SQS has them. */
export class PlayedQueues {
  readonly messages = new Map<number, Message>();
  /** Messages that can be received. */
  private readonly ready: Record<Lane, FairQueue> = {
    main: new FairQueue(),
    slow: new FairQueue(),
    alone: new FairQueue(),
    bulk: new FairQueue(),
  };
  private readonly time: VirtualTime;
  private readonly visibility: number;
  private last = 0;
  /** Told when there is something to receive. */
  arrived: (lane: Lane) => void = () => undefined;

  /** @param visibility for how long a received message is hidden, ms */
  constructor(time: VirtualTime, visibility: number) {
    this.time = time;
    this.visibility = visibility;
  }

  send(body: string, visibleAt: number, lane: Lane, group?: string): void {
    this.last += 1;
    const id = this.last;
    const message = { id, body, lane, group, receives: 0, visibleAt, underWay: false, deleted: false };
    this.messages.set(message.id, message);
    this.show(message, visibleAt);
  }

  /** Receives up to a number of messages, which are then hidden for the visibility timeout. */
  receive(lane: Lane, most: number): Message[] {
    const received: Message[] = [];
    while (received.length < most) {
      const message = this.ready[lane].take();
      if (!message) break;
      message.receives += 1;
      message.underWay = true;
      this.show(message, this.time.now + this.visibility);
      received.push(message);
    }
    return received;
  }

  delete(message: Message): void {
    this.release(message);
    message.deleted = true;
    this.messages.delete(message.id);
  }

  isReady(lane: Lane): boolean {
    return this.ready[lane].length > 0;
  }

  /** Executes a command of SQS. The URL of a queue is its lane, and the receipt handle the message's id. */
  executeCommand(command: unknown): unknown {
    if (command instanceof SendMessageCommand) {
      this.sendEntry(command.input, command.input.QueueUrl);
      return {};
    }
    if (command instanceof SendMessageBatchCommand) {
      for (const entry of command.input.Entries ?? []) this.sendEntry(entry, command.input.QueueUrl);
      return {};
    }
    if (command instanceof ChangeMessageVisibilityCommand) {
      this.hold(command.input);
      return {};
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      for (const entry of command.input.Entries ?? []) this.hold(entry);
      return {};
    }
    if (command instanceof GetQueueAttributesCommand) {
      const waiting = this.ready[laneOf(command.input.QueueUrl)].length;
      return { Attributes: { ApproximateNumberOfMessages: String(waiting) } };
    }
    throw new Error(`a call that the played queues do not know: ${command}`);
  }

  private sendEntry(
    {
      MessageBody: body = '',
      DelaySeconds: delay = 0,
      MessageGroupId: group,
    }: Omit<SendMessageBatchRequestEntry, 'Id'>,
    url: string | undefined,
  ): void {
    this.send(body, this.time.now + delay * 1000, laneOf(url), group);
  }

  private release(message: Message): void {
    if (message.underWay) this.ready[message.lane].release(message);
    message.underWay = false;
  }

  private hold({
    ReceiptHandle: handle,
    VisibilityTimeout: seconds = 0,
  }: Omit<ChangeMessageVisibilityBatchRequestEntry, 'Id'>): void {
    const message = this.messages.get(Number(handle));
    if (message) this.show(message, this.time.now + seconds * 1000);
  }

  private show(message: Message, visibleAt: number): void {
    message.visibleAt = visibleAt;
    this.time.at(visibleAt, () => {
      if (message.deleted || message.visibleAt !== visibleAt) return;
      this.release(message);
      this.ready[message.lane].push(message);
      this.arrived(message.lane);
    });
  }
}

/** The lane that a queue's URL or ARN names. */
export const laneOf = (queue = ''): Lane => LANES.find((lane) => lane === queue) ?? 'main';
