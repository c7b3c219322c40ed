import { asRecord } from '../../contract/plain-data.ts';
import { LOCAL } from '../names.ts';
import { failedMessageIds } from './batch-response.ts';
import type { StreamRecord } from './stream-reader.ts';

/** What an invocation tells of the tumbling window that its records are in. */
export interface WindowTold {
  /** Unix ms. */
  start: number;
  end: number;
  state: unknown;
  shardId: string;
  eventSourceARN: string;
  isFinal: boolean;
}

/** A record as Lambda hands it to a function. */
export function eventRecord(record: StreamRecord, eventSourceARN: string): StreamRecord {
  return { ...record, awsRegion: LOCAL.region, eventSourceARN };
}

/**
 * The event that Lambda makes of a batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
 */
export function streamEvent(Records: readonly StreamRecord[], window?: WindowTold): object {
  if (!window) return { Records };
  const { start, end, state, shardId, eventSourceARN, isFinal } = window;
  return {
    Records,
    window: { start: seconds(start), end: seconds(end) },
    state,
    shardId,
    eventSourceARN,
    isFinalInvokeForWindow: isFinal,
    isWindowTerminatedEarly: false,
  };
}

/** How many records of a batch a function's answer calls done: those before the lowest that it calls failed. */
export function doneOf(answer: Buffer, records: readonly StreamRecord[]): number {
  const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const failed = failedMessageIds(answer, numbers);
  const lowest = numbers.findIndex((number) => failed.has(number));
  return lowest < 0 ? records.length : lowest;
}

/** The state of a tumbling window that a function answered. */
export function stateOf(answer: Buffer): unknown {
  return asRecord(JSON.parse(answer.toString() || 'null'))['state'] ?? {};
}

/**
 * What the destination of failures is sent of records that were discarded.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function failureBody(
  records: readonly StreamRecord[],
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded',
  of: { functionArn: string; shardId: string; streamArn: string; invokeCount: number },
): string {
  const [first, last] = [records.at(0)?.dynamodb, records.at(-1)?.dynamodb];
  const arrival = (at = 0) => seconds(at * 1000);
  return JSON.stringify({
    requestContext: { functionArn: of.functionArn, condition, approximateInvokeCount: of.invokeCount },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: of.shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: arrival(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn: of.streamArn,
    },
  });
}

const seconds = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
