import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { NewerFormat } from '../../core/formats/format.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import { type Scope, scopeKey, targetKey } from '../../core/jobs/scope.ts';
import { type Message, readMessage } from '../../core/messages/message.ts';
import { timesSentOn } from '../../core/messages/sent-on.ts';
import type { Lane } from '../../core/messages/wake-up.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { SlowScopes } from '../../core/ports/queues.ts';
import type { Loss } from '../../core/ports/stats-store.ts';
import { answerMessage, type ReceivedMessage } from '../../core/usecases/execute/answer-message.ts';
import { type Delivery, wakeJob } from '../../core/usecases/execute/wake-job.ts';
import { type RearmProgress, rearmJobs } from '../../core/usecases/maintain/rearm-jobs.ts';
import { loseByHand } from '../../core/usecases/maintain/rebuild-stats.ts';
import { sweep } from '../../core/usecases/maintain/sweep.ts';
import { continueBulk } from '../../core/usecases/manage/bulk-jobs.ts';
import type { SchedulesEvent } from './declared-schedules.ts';

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

/** What the executor works with. */
export interface ExecutorSetup {
  /** For what begins work. */
  ports: Ports;
  /** The same with the patience due to what finishes work. */
  lasting: Ports;
  /** The same without any, for the sweep: the next one continues a minute later. */
  hasty: Ports;
  /** The same with the patience due to the sending on of a message. */
  sending: Ports;
  runner: Runner;
  slowScopes: SlowScopes;
  /** See {@link Delivery}; nothing is counted unless told. */
  counted?<T>(row: JobRow, work: () => Promise<T>, lane: Lane): Promise<T>;
  extendVisibility: ExtendVisibility;
  /** The lane of the queue with an ARN. */
  laneOf: (queueArn: string) => Lane;
  scopes: readonly Scope[];
  /** Applies the schedules of the config that was deployed. */
  applySchedules(event: SchedulesEvent): Promise<{ PhysicalResourceId: string }>;
  /** Completes what was begun of them. */
  healSchedules(): Promise<void>;
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
    const answered = await Promise.all(event.Records.map((record) => answer(record, setup)));
    const failed = event.Records.filter((_record, index) => !answered[index]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** What a message asks for. */
interface Work {
  about: ReceivedMessage['about'];
  run(): Promise<void>;
}

/** Whether the message has done its work; one that can never succeed has. */
async function answer(record: SQSRecord, setup: ExecutorSetup): Promise<boolean> {
  const { body, messageId, receiptHandle } = record;
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const lane = setup.laneOf(record.eventSourceARN);
  const group = record.attributes.MessageGroupId;
  const extendVisibility: Delivery['extendVisibility'] = (ms, ahead) =>
    setup.extendVisibility(receiptHandle, ms, lane, ahead);
  const work = workOf({ body, receives, lane, extendVisibility }, setup);
  if (!work) {
    setup.logger.warn('a message that is not a wake-up was dropped', { messageId });
    return true;
  }
  return await answerMessage(
    { body, receives, lane, group, extendVisibility, about: work.about },
    work.run,
    setup.sending,
  );
}

function workOf(
  {
    body,
    receives,
    lane,
    extendVisibility,
  }: Pick<ReceivedMessage, 'body' | 'receives' | 'lane'> & Pick<Delivery, 'extendVisibility'>,
  {
    ports,
    lasting,
    hasty,
    runner,
    slowScopes,
    counted = (_row, work) => work(),
    scopes,
    healSchedules,
  }: ExecutorSetup,
): Work | undefined {
  const message = messageIn(body);
  if (!message) return undefined;
  if (message instanceof NewerFormat) return { about: { kind: 'newer' }, run: () => Promise.reject(message) };
  if (message.kind === 'sweep') return { about: message, run: () => sweep(scopes, hasty, healSchedules) };
  if (message.kind === 'bulk') return { about: message, run: () => continueBulk(message, ports) };
  // Read beside the row, so that nothing is late for it.
  const known = slowScopes.refresh();
  const isSlow = async (row: JobRow) => {
    await known;
    return [scopeKey(row), targetKey(row)].some((key) => slowScopes.until(key) > ports.clock.now());
  };
  const countedHere: Delivery['counted'] = (row, work) => counted(row, work, lane);
  const redelivered = receives > 1 || timesSentOn(body) > 0;
  const delivery = { redelivered, lane, isSlow, counted: countedHere, extendVisibility, lasting };
  const { job_id, kind } = message;
  return { about: { job_id, kind }, run: () => wakeJob(message, delivery, ports, runner) };
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
