import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { Crowds } from '../../adapters/aws/crowds.ts';
import { DynamoAuditStore } from '../../adapters/aws/dynamo-audit-store.ts';
import { DynamoBulkStore } from '../../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../../adapters/aws/dynamo-hold-store.ts';
import { DynamoIdempotencyStore } from '../../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoLimiter } from '../../adapters/aws/dynamo-limiter.ts';
import { DynamoNameStore } from '../../adapters/aws/dynamo-name-store.ts';
import { DynamoRunStore } from '../../adapters/aws/dynamo-run-store.ts';
import { DynamoSlowScopes } from '../../adapters/aws/dynamo-slow-scopes.ts';
import { DynamoStatsStore } from '../../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../adapters/aws/dynamo-webhook-store.ts';
import type { Patience } from '../../adapters/aws/patient.ts';
import { SqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { MemoryDeliveryQueue, MemoryScheduler } from '../../adapters/memory/memory-queues.ts';
import { defined } from '../../contract/plain-data.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { Clock } from '../../core/time/clock.ts';
import { DAY } from '../../core/time/units.ts';
import { createHandler as createDeadLetterHandler } from '../../lambdas/dead-letter/handler.ts';
import { createHandler } from '../../lambdas/executor/handler.ts';
import { Invocation } from '../../lambdas/invocation.ts';
import type { Chance } from '../virtual/chance.ts';
import type { VirtualTime } from '../virtual/virtual-time.ts';
import type { Message } from './fair-queue.ts';
import { laneOf, type PlayedQueues } from './played-queues.ts';
import type { PlayedTable } from './played-table.ts';

/** Where the environments are: what they share. */
export interface Account {
  time: VirtualTime;
  chance: Chance;
  table: PlayedTable;
  queues: PlayedQueues;
  telemetry: Telemetry;
  scopes: readonly Scope[];
  /** See `jobShards`. */
  shards: number;
  /** The longest invocation, and the longest attempt, ms. */
  timeout: number;
  maxTimeout: number;
}

const RETENTION = 90 * DAY;
const LISTS_KEPT = 30_000;
const SILENT = { warn: () => undefined, error: () => undefined } as unknown as Logger;

/**
 * An environment of Lambda: the handlers as they are deployed, over the stores and the queue of AWS, whose clients are played. One
 * that is ended by force makes no call any more, and none is answered.
 */
export class Environment {
  private readonly account: Account;
  private readonly invocation: Invocation;
  private dead = false;
  private end: (answer: undefined) => void = () => undefined;
  private readonly slowScopes: DynamoSlowScopes;
  private readonly crowds: Crowds;
  readonly execute: ReturnType<typeof createHandler>;
  readonly recordDeadLetter: ReturnType<typeof createDeadLetterHandler>;
  readonly ports: Ports;

  constructor(account: Account, runner: Runner) {
    this.account = account;
    const { time, chance } = account;
    const sleep = (ms: number) => this.pass(ms);
    this.invocation = new Invocation({ now: () => time.now, sleep, random: chance.next });
    const { brief, lasting, none, sending } = this.invocation;
    const hasty = this.tableWith(none);
    this.slowScopes = new DynamoSlowScopes(hasty, this.clock());
    this.crowds = new Crowds(this.slowScopes, new DynamoLimiter(hasty), this.clock());
    this.ports = this.portsWith(brief);
    const finishing = this.portsWith(lasting);
    const queue = this.queueWith(brief);
    this.execute = createHandler({
      ports: this.ports,
      lasting: finishing,
      hasty: this.portsWith(none),
      sending: this.portsWith(sending),
      runner,
      slowScopes: this.slowScopes,
      crowds: this.crowds,
      extendVisibility: (...asked) => queue.extendVisibility(...asked),
      laneOf,
      applySchedules: () => Promise.reject(new Error('no schedules')),
      healSchedules: async () => undefined,
      scopes: account.scopes,
      logger: SILENT,
    });
    this.recordDeadLetter = createDeadLetterHandler(finishing, SILENT);
  }

  /**
   * Invokes a handler with messages. @returns those that it has not dealt with, or undefined when it died
   */
  async invoke(
    handler: 'execute' | 'recordDeadLetter',
    messages: readonly Message[],
  ): Promise<Message[] | undefined> {
    const { time, timeout } = this.account;
    this.invocation.begin(timeout);
    const { promise: isOver, resolve } = Promise.withResolvers<undefined>();
    this.end = resolve;
    let answered = false;
    time.after(timeout, () => !answered && this.kill());
    const answer = await Promise.race([this[handler]({ Records: messages.map(recordOf) }), isOver]);
    answered = true;
    if (!answer || !('batchItemFailures' in answer)) return undefined;
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    return messages.filter(({ id }) => failed.has(String(id)));
  }

  /** Ends the process, and with it the invocation under way. */
  kill(): void {
    this.dead = true;
    this.end(undefined);
  }

  /** Lets time pass for this environment; for a dead one it never has. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.account.time.after(ms, () => !this.dead && resolve()));
  }

  /** A client whose calls take a few ms. */
  private client<T>(executeCommand: (command: unknown) => unknown): T {
    const send = async (command: unknown) => {
      await this.pass(this.account.chance.between(2, 8));
      return executeCommand(command);
    };
    return { send } as T;
  }

  private queueWith(patience: Patience): SqsQueue {
    const { queues } = this.account;
    const client = this.client<SQSClient>((command) => queues.executeCommand(command));
    const urls = { main: 'main', slow: 'slow', alone: 'alone', bulk: 'bulk' };
    return new SqsQueue(client, urls, patience, this.slowScopes, this.clock(), this.crowds);
  }

  private clock(): Clock {
    const { time } = this.account;
    return { now: () => time.now, sleepUntil: (at) => this.pass(Math.max(0, at - time.now)) };
  }

  private tableWith(patience: Patience): DynamoTable {
    const { table } = this.account;
    return new DynamoTable(
      this.client<DynamoDBClient>((command) => table.send(command)),
      'jobs',
      patience,
    );
  }

  private portsWith(patience: Patience): Ports {
    const { chance, telemetry, maxTimeout } = this.account;
    const table = this.tableWith(patience);
    const clock = this.clock();
    return {
      jobs: new DynamoJobStore(table, clock, RETENTION, telemetry, this.account.shards),
      history: new DynamoHistoryStore(table, clock, RETENTION),
      runs: new DynamoRunStore(table, clock, RETENTION, 1),
      keys: new DynamoIdempotencyStore(table),
      bulks: new DynamoBulkStore(table),
      holds: new DynamoHoldStore(table, new RecentHolds(table, clock)),
      audit: new DynamoAuditStore(table, clock, RETENTION),
      names: new DynamoNameStore(table),
      limiter: new DynamoLimiter(table),
      stats: new DynamoStatsStore(table),
      webhooks: new DynamoWebhookStore(table, clock, LISTS_KEPT),
      deliveries: new MemoryDeliveryQueue(),
      scheduler: new MemoryScheduler(),
      queue: this.queueWith(patience),
      clock,
      random: chance.next,
      telemetry,
      settings: { nearBound: 900_000, maxTimeout },
    };
  }
}

function recordOf({ id, body, receives, lane, group }: Message): SQSRecord {
  const attributes = { SentTimestamp: '', SenderId: '', ApproximateFirstReceiveTimestamp: '' };
  return {
    messageId: String(id),
    receiptHandle: String(id),
    body,
    attributes: {
      ...attributes,
      ApproximateReceiveCount: String(receives),
      ...defined({ MessageGroupId: group }),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: lane,
    awsRegion: '',
  };
}
