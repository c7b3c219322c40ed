import { SECOND } from '../../core/time/units.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { faultOf } from '../event-bus/pattern.ts';
import type { LambdaFunction } from './function.ts';

/** An event source mapping of a table's stream, as Lambda is told it. */
export interface StreamMapping {
  /** By which its checkpoints are found again. */
  id: string;
  functionName: string;
  tableName: string;
  /** Patterns of events; a record is for the function if one of them matches, or if there are none. */
  filters: unknown[];
  /** Records for one invocation, 1 to 10 000. */
  batchSize: number;
  /** How long records are gathered for a batch, ms; 0 not at all. */
  gatherMs: number;
  /** The length of a tumbling window, ms; 0 for none. */
  tumblingMs: number;
  /** Whether a batch that failed comes again in halves. */
  bisect: boolean;
  /** Whether the function answers with `batchItemFailures`. */
  reportBatchItemFailures: boolean;
  /** After how many retries a batch is discarded; Infinity for never. */
  retriesMax: number;
  /** At what age a record is discarded, ms; Infinity for never. */
  ageMaxMs: number;
  /** ARN of the queue that is told what was discarded. */
  onFailure: string | undefined;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
}

/** The stream of a table and the function that gets its records. */
export interface StreamSourceOptions {
  mapping: StreamMapping;
  function: LambdaFunction;
  /** Where DynamoDB and its streams listen. */
  endpoint: string;
  /** Where it is kept how far the function is. */
  directory: string;
  log: (line: string) => void;
  /** By which failed batches wait; the machine's unless given. */
  clock?: VirtualClock;
  /** Tells a queue what was discarded. */
  discard?: (queueArn: string, body: string) => Promise<void>;
  /** The pauses before a batch that failed is tried again, ms. */
  backoffMs?: { first: number; most: number };
  /** Draws from 0 to 1 by which batches are cut and come again though they succeeded, as Lambda may do; neither unless given. */
  chaos?: () => number;
}

type Properties = Record<string, unknown>;

/** Properties that change nothing here. */
const WITHOUT_EFFECT = ['EventSourceArn', 'FunctionName', 'Enabled', 'Tags', 'KmsKeyArn', 'MetricsConfig'];

/**
 * Reads an `AWS::Lambda::EventSourceMapping` of a table's stream.
 * @throws Error that names what the embedded cloud does not know of it
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export function streamMapping(id: string, properties: Properties): StreamMapping {
  const refuse = (what: string) => new Error(`the event source mapping ${id}: ${what}`);
  const {
    BatchSize = 100,
    MaximumBatchingWindowInSeconds = 0,
    TumblingWindowInSeconds = 0,
    ParallelizationFactor = 1,
    BisectBatchOnFunctionError = false,
    MaximumRetryAttempts = -1,
    MaximumRecordAgeInSeconds = -1,
    FunctionResponseTypes = [],
    StartingPosition,
    FilterCriteria,
    DestinationConfig,
    ...others
  } = properties;
  const unknown = Object.keys(others).filter((name) => !WITHOUT_EFFECT.includes(name));
  if (unknown.length > 0) throw refuse(`the embedded cloud does not know ${unknown.join(', ')}`);
  if (ParallelizationFactor !== 1)
    throw refuse(`ParallelizationFactor is 1 here, not ${ParallelizationFactor}`);
  if (StartingPosition !== 'TRIM_HORIZON' && StartingPosition !== 'LATEST') {
    throw refuse(`StartingPosition is TRIM_HORIZON or LATEST for DynamoDB, not ${StartingPosition}`);
  }
  const { Filters = [] } = (FilterCriteria ?? {}) as { Filters?: { Pattern?: string }[] };
  const filters = Filters.map(({ Pattern = '{}' }): unknown => JSON.parse(Pattern));
  const fault = filters.map((filter) => faultOf(filter)).find((each) => each !== undefined);
  if (fault !== undefined) throw refuse(`FilterCriteria: ${fault}`);
  const onFailure = (DestinationConfig as { OnFailure?: { Destination?: string } } | undefined)?.OnFailure
    ?.Destination;
  if (onFailure !== undefined && !onFailure.includes(':sqs:')) {
    throw refuse(`the destination of failures is a queue here, not ${onFailure}`);
  }
  return {
    id,
    functionName: String(properties['FunctionName']),
    tableName: /:table\/([^/]+)/.exec(String(properties['EventSourceArn']))?.[1] ?? '',
    filters,
    batchSize: Number(BatchSize),
    gatherMs: Number(MaximumBatchingWindowInSeconds) * SECOND,
    tumblingMs: Number(TumblingWindowInSeconds) * SECOND,
    bisect: BisectBatchOnFunctionError === true,
    reportBatchItemFailures: (FunctionResponseTypes as string[]).includes('ReportBatchItemFailures'),
    retriesMax: bound(MaximumRetryAttempts),
    ageMaxMs: bound(MaximumRecordAgeInSeconds) * SECOND,
    onFailure,
    startingPosition: StartingPosition,
  };
}

const bound = (value: unknown) => (Number(value) < 0 ? Number.POSITIVE_INFINITY : Number(value));
