import type { Checkpoint } from './checkpoint.ts';
import { doneOf, stateOf, streamEvent } from './stream-event.ts';
import type { StreamSourceOptions } from './stream-mapping.ts';
import type { StreamRecord } from './stream-reader.ts';

/** A batch waits so long for an environment that something else took, ms. */
const MAX_WAIT_FOR_ENVIRONMENT_MS = 10_000;

/** What became of an invocation. */
export interface Handed {
  /** How many of the records are done, the first of them. */
  done: number;
  /** The function failed. */
  isFailed?: boolean;
  /** The function could not be invoked, so it is not a try of the batch. */
  isRefused?: boolean;
  /** What the function answered as the state of its window. */
  state?: unknown;
}

/** Invokes a function with records of a shard, or without any for the end of its tumbling window. Never rejects. */
export async function handOn(
  records: StreamRecord[],
  { mapping, function: fn, log }: StreamSourceOptions,
  shard: { id: string; arn: string },
  window: Checkpoint['window'],
  stopping: AbortSignal,
): Promise<Handed> {
  const told = window && {
    start: window.start,
    end: window.start + mapping.tumblingMs,
    state: window.state,
    shardId: shard.id,
    eventSourceARN: shard.arn,
    isFinal: records.length === 0,
  };
  try {
    const event = JSON.stringify(streamEvent(records, told));
    const { payload, functionError } = await fn.invoke(event, { waitMs: MAX_WAIT_FOR_ENVIRONMENT_MS });
    if (functionError) return { done: 0, isFailed: true };
    const done = mapping.reportBatchItemFailures ? doneOf(payload, records) : records.length;
    return { done, ...(window && { state: stateOf(payload) }) };
  } catch (cause) {
    if (!stopping.aborted) log(`${mapping.functionName} was not invoked: ${String(cause)}`);
    return { done: 0, isRefused: true };
  }
}
