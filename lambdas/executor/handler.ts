import type { Logger } from '@aws-lambda-powertools/logger';
import type { Message as QueueMessage } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { defined } from '../../contract/plain-data.ts';
import { NewerFormat } from '../../core/formats/format.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import { type AlertMessage, type Message, readMessage } from '../../core/messages/message.ts';
import { timesSentOn } from '../../core/messages/sent-on.ts';
import type { Lane } from '../../core/messages/wake-up.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Loss } from '../../core/ports/stats-store.ts';
import { allSettled } from '../../core/usecases/commit/execute-effects.ts';
import { answerMessage, type ReceivedMessage } from '../../core/usecases/execute/answer-message.ts';
import { type Delivery, wakeJob } from '../../core/usecases/execute/wake-job.ts';
import { type RearmProgress, rearmJobs } from '../../core/usecases/maintain/rearm-jobs.ts';
import { loseByHand } from '../../core/usecases/maintain/rebuild-stats.ts';
import { continueRelease } from '../../core/usecases/maintain/release-held.ts';
import { sweep } from '../../core/usecases/maintain/sweep.ts';
import { continueBulk } from '../../core/usecases/manage/bulk-jobs.ts';
import { BlockedBatch } from './blocked-batch.ts';
import type { SchedulesEvent } from './declared-schedules.ts';
import { type Received, receivedFrom, receivedIn } from './received.ts';
import { type SlowRows, slowRows } from './slow-rows.ts';

/** An operator's call after a queue was purged or schedules were lost; repeated with the cursor until there is none. */
export interface RearmCall {
  action: 'rearm';
  cursor?: string;
}

/** An operator's call to have the statistics rebuilt, from a moment on (ISO 8601) or from where the projector may not have read. */
export interface RebuildCall {
  action: 'rebuild-statistics';
  from?: string;
}

/** Makes a received message come back after `ms` unless it is deleted before. */
export type ExtendVisibility = (
  receiptHandle: string,
  ms: number,
  lane: Lane,
  ahead?: 'ahead',
) => Promise<void>;

/** What an attempt leaves of the time, to record its end, ms. */
const RECORDING_MS = 10_000;

/** What waits in the lanes, for an invocation that has a batch already. */
export interface Waiting {
  /** Takes `most` messages at the most; waits a moment for the first. */
  receive(lane: Lane, most: number): Promise<QueueMessage[]>;
  /** Deletes one. */
  remove(receiptHandle: string, lane: Lane): Promise<void>;
  /** How long the invocation may still take, ms. */
  timeLeft(): number;
}

/** What the executor works with. */
export interface ExecutorSetup extends SlowRows {
  /** For what begins work. */
  ports: Ports;
  /** The same with the patience due to what finishes work. */
  lasting: Ports;
  /** The same without any, for the sweep: the next one continues a minute later. */
  hasty: Ports;
  /** The same with the patience due to the sending on of a message. */
  sending: Ports;
  runner: Runner;
  /** See {@link Delivery}; nothing is counted unless told. */
  counted?<T>(row: JobRow, work: () => Promise<T>, lane: Lane): Promise<T>;
  extendVisibility: ExtendVisibility;
  /** Where what waits is taken from while runs block a batch; nothing is taken unless told. */
  waiting?: Waiting;
  /** The lane of the queue with an ARN. */
  laneOf: (queueArn: string) => Lane;
  scopes: readonly Scope[];
  /** Applies the schedules of the config that was deployed. */
  applySchedules(event: SchedulesEvent): Promise<{ PhysicalResourceId: string }>;
  /** Completes what was begun of them, and opens maintenance windows. */
  healSchedules(): Promise<void>;
  /** How alerts are told; none are unless given. */
  alerts?: {
    /** Dispatches the notification of one. */
    tell(message: AlertMessage): Promise<void>;
    /** Tells of failure rates. */
    checkRates(): Promise<void>;
  };
  logger: Logger;
}

/** Answers the wake-ups of a batch side by side; those that failed are returned, the others deleted. */
export function createHandler(setup: ExecutorSetup) {
  return async (
    event: SQSEvent | RearmCall | RebuildCall | SchedulesEvent,
  ): Promise<SQSBatchResponse | RearmProgress | Loss | { PhysicalResourceId: string }> => {
    if ('RequestType' in event) return await setup.applySchedules(event);
    if ('action' in event && event.action === 'rebuild-statistics')
      return await loseByHand(setup.ports, event.from);
    if ('action' in event) return await rearmJobs(setup.scopes, setup.lasting, event.cursor);
    const [first] = event.Records;
    const lane = setup.laneOf(first?.eventSourceARN ?? '');
    const batch = blockedBatch(lane, setup);
    const records = event.Records.map((record) => receivedIn(lane, record));
    const answered = await Promise.all(records.map((each) => answer(each, setup, batch)));
    const done = records.filter((_record, index) => answered[index]);
    // Lambda deletes at the end only, which what was taken meanwhile may put off until they come back.
    if (batch.isServing)
      await Promise.allSettled(done.map((each) => setup.waiting?.remove(each.receiptHandle, lane)));
    await batch.end();
    const failed = records.filter((each) => !done.includes(each));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** The batch of an invocation, which serves the lane while runs block it: those of wake-ups that are answered beside others. */
function blockedBatch(lane: Lane, setup: ExecutorSetup): BlockedBatch {
  const { waiting, ports } = setup;
  if (!waiting || (lane !== 'main' && lane !== 'slow')) return new BlockedBatch();
  const timeLeft = () => waiting.timeLeft() - RECORDING_MS;
  return new BlockedBatch({
    receive: async (most) => await waiting.receive(lane, most),
    serve: async (message) => {
      const received = receivedFrom(lane, message);
      // What blocks it is waited for already.
      if (await answer(received, setup, new BlockedBatch(), timeLeft))
        await waiting.remove(received.receiptHandle, lane);
    },
    timeLeft,
    sleep: async (ms) => await ports.clock.sleepUntil(ports.clock.now() + ms),
  });
}

/** What a message asks for. */
interface Work {
  about: ReceivedMessage['about'];
  run(): Promise<void>;
}

/** Whether the message has done its work; one that can never succeed has. @param timeLeft see {@link Delivery} */
async function answer(
  received: Received,
  setup: ExecutorSetup,
  batch: BlockedBatch,
  timeLeft?: () => number,
): Promise<boolean> {
  const { messageId, receiptHandle, lane } = received;
  const extendVisibility: Delivery['extendVisibility'] = (ms, ahead) =>
    setup.extendVisibility(receiptHandle, ms, lane, ahead);
  const work = workOf({ ...received, extendVisibility, ...defined({ timeLeft }) }, setup, batch);
  if (!work) {
    setup.logger.warn('a message that is not a wake-up was dropped', { messageId });
    return true;
  }
  return await answerMessage({ ...received, extendVisibility, about: work.about }, work.run, setup.sending);
}

function workOf(
  {
    body,
    receives,
    group,
    lane,
    extendVisibility,
    timeLeft,
  }: Received & Pick<Delivery, 'extendVisibility' | 'timeLeft'>,
  setup: ExecutorSetup,
  batch: BlockedBatch,
): Work | undefined {
  const { ports, lasting, hasty, runner, counted = (_row, work) => work(), scopes } = setup;
  const { healSchedules, alerts } = setup;
  const message = messageIn(body);
  if (!message) return undefined;
  if (message instanceof NewerFormat) return { about: { kind: 'newer' }, run: () => Promise.reject(message) };
  if (message.kind === 'sweep') {
    const others = () => allSettled([healSchedules(), alerts?.checkRates() ?? Promise.resolve()]);
    return { about: message, run: () => sweep(scopes, hasty, others) };
  }
  if (message.kind === 'alert') return { about: message, run: () => tell(message, extendVisibility, alerts) };
  if (message.kind === 'release')
    return { about: message, run: () => continueRelease(message, scopes, ports) };
  if (message.kind === 'bulk') return { about: message, run: () => continueBulk(message, ports) };
  const isSlow = slowRows(group, setup, ports.clock);
  const countedHere: Delivery['counted'] = (row, work) => batch.during(() => counted(row, work, lane));
  const redelivered = receives > 1 || timesSentOn(body) > 0;
  const found = { redelivered, lane, isSlow, counted: countedHere, extendVisibility, lasting };
  const delivery = { ...found, ...defined({ timeLeft }) };
  const { job_id, kind } = message;
  return { about: { job_id, kind }, run: () => wakeJob(message, delivery, ports, runner) };
}

/** An alert that this receiver dies with comes again after this long, ms. */
const ALERT_MS = 60_000;

async function tell(
  message: AlertMessage,
  extendVisibility: Delivery['extendVisibility'],
  alerts: ExecutorSetup['alerts'],
): Promise<void> {
  await extendVisibility(ALERT_MS).catch(() => undefined);
  await alerts?.tell(message);
}

/** The message of a body; one that a newer release sent waits for that. */
function messageIn(body: string): Message | NewerFormat | undefined {
  try {
    return readMessage(body);
  } catch (error) {
    if (error instanceof NewerFormat) return error;
    throw error;
  }
}
