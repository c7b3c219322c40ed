import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Lane } from '../../core/messages/wake-up.ts';
import type { Destination, SlowScopes, WakeUpQueue } from '../../core/ports/queues.ts';
import type { Clock } from '../../core/time/clock.ts';
import type { Crowds } from './crowds.ts';
import { Gathering } from './gathering.ts';
import { groupOf, groupOfKey } from './message-groups.ts';
import type { Patience } from './patient.ts';
import { type BatchMessage, type Hold, holdBatch, SQS_BATCH, sendBatch } from './sqs-batch.ts';

/** After this long a message comes back that was taken and neither held nor removed, s: a wake-up is answered in seconds. */
const TAKEN_S = 60;

/** A receive waits up to a second by itself, ms; one that is given up may have taken messages. */
const RECEIVE_MS = 10_000;

/** The queues of wake-ups, one for each lane; groups make them fair (decision 40). */
export class SqsQueue implements WakeUpQueue {
  private readonly client: SQSClient;
  private readonly urls: Record<Lane, string>;
  private readonly patience: Patience;
  private readonly slow: Pick<SlowScopes, 'until'>;
  private readonly clock: Clock;
  private readonly crowds: Pick<Crowds, 'has' | 'count'> | undefined;
  private readonly sends: Record<Lane, Gathering<BatchMessage>>;
  private readonly holds: Record<Lane, Gathering<Hold>>;
  private readonly holdsAhead: Record<Lane, Gathering<Hold>>;

  /**
   * @param slow the groups and targets whose messages go to the lane `slow`, if they still count as slow on arrival
   * @param crowds the keys whose messages do; none unless told
   */
  constructor(
    client: SQSClient,
    urls: Record<Lane, string>,
    patience: Patience,
    slow: Pick<SlowScopes, 'until'>,
    clock: Clock,
    crowds?: Pick<Crowds, 'has' | 'count'>,
  ) {
    this.client = client;
    this.urls = urls;
    this.patience = patience;
    this.slow = slow;
    this.clock = clock;
    this.crowds = crowds;
    this.sends = ofEach(urls, (url) => this.sendsTo(url));
    this.holds = ofEach(urls, (url) => this.holdsIn(url));
    const others = () => clock.sleepUntil(clock.now() + HOLDS_GATHER_MS);
    this.holdsAhead = ofEach(urls, (url) => this.holdsIn(url, others));
  }

  async send(body: string, delay: number, { lane, group, key, target }: Destination = {}): Promise<void> {
    if (!Number.isInteger(delay) || delay < 0 || delay > 900) {
      throw new RangeError(`DelaySeconds must be an integer from 0 to 900, got ${delay}`);
    }
    const arrival = this.clock.now() + delay * 1000;
    const [isCrowd, counted] = this.lookAt(group, key, arrival);
    const found = isCrowd ? 'slow' : this.laneOf([group, target], arrival);
    await this.sends[lane ?? found].ask({
      MessageBody: body,
      DelaySeconds: delay,
      ...(group !== undefined && {
        MessageGroupId:
          key === undefined ? groupOf(group) : groupOfKey(group, key, isCrowd ? 'crowd' : 'few'),
      }),
    });
    if (counted !== undefined) await counted;
  }

  /** Whether a key is a crowd, and its message counted. */
  private lookAt(
    owner: string | undefined,
    key: string | undefined,
    arrival: number,
  ): [isCrowd: boolean, counted?: Promise<void>] {
    if (!this.crowds || owner === undefined || key === undefined) return [false];
    return [this.crowds.has(owner, key), this.crowds.count(owner, key, arrival)];
  }

  /** What is sent at one moment goes in batches, as a request costs the same with one message and with ten. */
  private sendsTo(url: string): Gathering<BatchMessage> {
    return new Gathering(SQS_BATCH, async (group) => {
      const messages = group.map(({ ask }) => ask);
      const [only] = messages;
      if (messages.length > 1)
        return await sendBatch(this.client, url, messages, this.patience, (index) => group[index]?.done());
      const command = new SendMessageCommand({ QueueUrl: url, MessageBody: only?.MessageBody, ...only });
      await this.patience.call(() => this.client.send(command));
    });
  }

  private laneOf(keys: (string | undefined)[], arrival: number): Lane {
    return keys.some((key) => key !== undefined && this.slow.until(key) > arrival) ? 'slow' : 'main';
  }

  /**
   * Takes what waits in a lane, at most ten messages; waits a second for the first. Each is removed when it has done its work. They come back
   * after a minute, as an answer may be lost on its way; a run that begins holds its message for its lease.
   */
  async receive(lane: Lane, most: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.urls[lane],
      MaxNumberOfMessages: Math.min(SQS_BATCH, most),
      WaitTimeSeconds: 1,
      VisibilityTimeout: TAKEN_S,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
    });
    return (await this.client.send(command, { requestTimeout: RECEIVE_MS })).Messages ?? [];
  }

  /** Deletes a received message. */
  async remove(receiptHandle: string, lane: Lane): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.urls[lane], ReceiptHandle: receiptHandle });
    await this.patience.call(() => this.client.send(command));
  }

  async backlog(): Promise<number> {
    const waiting = await Promise.all(Object.values(this.urls).map((url) => this.waitingIn(url)));
    return waiting.reduce((sum, count) => sum + count, 0);
  }

  private async waitingIn(url: string): Promise<number> {
    const name = 'ApproximateNumberOfMessages';
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [name] });
    const { Attributes: found = {} } = await this.patience.call(() => this.client.send(command));
    return Number(found[name]);
  }

  /**
   * Lets a received message come back after `ms` unless it is deleted before.
   * @param ahead of what it is held for, so that it waits for those of its batch to go in one call
   */
  async extendVisibility(receiptHandle: string, ms: number, lane: Lane, ahead?: 'ahead'): Promise<void> {
    await (ahead ? this.holdsAhead : this.holds)[lane].ask(holdOf(receiptHandle, ms));
  }

  private holdsIn(url: string, others?: () => Promise<void>): Gathering<Hold> {
    return new Gathering(
      SQS_BATCH,
      async (group) => {
        const holds = group.map(({ ask }) => ask);
        const [only] = holds;
        if (holds.length > 1 || !only)
          return await holdBatch(this.client, url, holds, this.patience, (index) => group[index]?.done());
        const command = new ChangeMessageVisibilityCommand({ QueueUrl: url, ...only });
        await this.patience.call(() => this.client.send(command));
      },
      others,
    );
  }
}

/** How long a hold that is ahead of its run waits for those of other messages, ms: the rows of a batch are read within that. */
const HOLDS_GATHER_MS = 10;

function ofEach<T>(
  { main, slow, alone, bulk }: Record<Lane, string>,
  make: (url: string) => T,
): Record<Lane, T> {
  return { main: make(main), slow: make(slow), alone: make(alone), bulk: make(bulk) };
}

/** Longest time a message can be made invisible (SQS API: ChangeMessageVisibility), seconds. */
const VISIBILITY_MAX = 43_200;

/** Lets a received message come back after `ms` unless it is deleted before. */
export async function extendVisibility(
  client: SQSClient,
  url: string,
  receiptHandle: string,
  ms: number,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({ QueueUrl: url, ...holdOf(receiptHandle, ms) });
  await client.send(command);
}

function holdOf(receiptHandle: string, ms: number): Hold {
  const seconds = Math.min(VISIBILITY_MAX, Math.max(0, Math.ceil(ms / 1000)));
  return { ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
}
