import { asRecord } from '../../contract/plain-data.ts';
import { type AwsJsonAction, AwsJsonError } from '../aws-json.ts';
import { LOCAL, localArn } from '../names.ts';
import type { ChangeRecord, StreamLog, TableStream } from './stream-log.ts';

/** All records of a table are in one shard, which is never closed. */
export const SHARD = 'shardId-00000000000000000000-00000000';

/** Bounds of GetRecords: records, and bytes of an answer. */
const RECORDS_MAX = 1000;
const BYTES_MAX = 1024 * 1024;

/** The digits of a sequence number: AWS has 21 to 40. */
const DIGITS = 21;

/** The ARN of a stream. */
export function streamArn({ table, label }: TableStream): string {
  return localArn('dynamodb', `table/${table}/stream/${label}`);
}

/**
 * The four actions of DynamoDB Streams over a log.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export function streamsApi(log: StreamLog): Record<string, AwsJsonAction> {
  const found = (arn: unknown): TableStream => {
    const stream = log.all().find((each) => streamArn(each) === arn);
    if (stream) return stream;
    throw new AwsJsonError(
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${arn} not found`,
    );
  };
  return {
    ListStreams: ({ TableName }) => ({
      Streams: log
        .all()
        .filter(({ table }) => TableName === undefined || table === TableName)
        .map((stream) => ({
          StreamArn: streamArn(stream),
          TableName: stream.table,
          StreamLabel: stream.label,
        })),
    }),
    DescribeStream: ({ StreamArn }) => {
      const stream = found(StreamArn);
      return {
        StreamDescription: {
          StreamArn,
          StreamLabel: stream.label,
          StreamStatus: 'ENABLED',
          StreamViewType: stream.view,
          TableName: stream.table,
          KeySchema: stream.keys.map((AttributeName, index) => ({
            AttributeName,
            KeyType: index === 0 ? 'HASH' : 'RANGE',
          })),
          Shards: [
            {
              ShardId: SHARD,
              SequenceNumberRange: { StartingSequenceNumber: numberText(stream.trimmed + 1) },
            },
          ],
        },
      };
    },
    GetShardIterator: ({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }) => {
      const stream = found(StreamArn);
      if (ShardId !== SHARD) {
        throw new AwsJsonError(
          'ResourceNotFoundException',
          `Requested resource not found: Shard: ${ShardId} not found`,
        );
      }
      const after = startOf(String(ShardIteratorType), Number(SequenceNumber), stream, log);
      return { ShardIterator: iterator(stream, after) };
    },
    GetRecords: ({ ShardIterator, Limit = RECORDS_MAX }) => {
      const { stream: arn, after } = readIterator(ShardIterator);
      const stream = found(arn);
      const records = log.read(stream, after, Math.min(Number(Limit), RECORDS_MAX));
      const Records: object[] = [];
      let bytes = 0;
      for (const record of records) {
        const view = viewOf(record, stream);
        bytes += JSON.stringify(view).length;
        if (Records.length > 0 && bytes > BYTES_MAX) break;
        Records.push(view);
      }
      const last = records[Records.length - 1]?.sequence ?? after;
      return { Records, NextShardIterator: iterator(stream, last) };
    },
  };
}

/** The sequence number behind which an iterator begins. */
function startOf(type: string, sequence: number, stream: TableStream, log: StreamLog): number {
  if (type === 'TRIM_HORIZON') return stream.trimmed;
  if (type === 'LATEST') return log.last(stream);
  if (!Number.isSafeInteger(sequence) || !/^(AT|AFTER)_SEQUENCE_NUMBER$/.test(type)) {
    throw new AwsJsonError('ValidationException', `Invalid ShardIteratorType or SequenceNumber: ${type}`);
  }
  const after = type === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
  if (after >= stream.trimmed) return after;
  throw new AwsJsonError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  );
}

const iterator = (stream: TableStream, after: number) =>
  Buffer.from(JSON.stringify({ stream: streamArn(stream), after })).toString('base64url');

function readIterator(text: unknown): { stream: string; after: number } {
  try {
    const { stream, after } = asRecord(JSON.parse(Buffer.from(String(text), 'base64url').toString()));
    if (typeof stream === 'string' && typeof after === 'number') return { stream, after };
  } catch {
    // Said below.
  }
  throw new AwsJsonError('ValidationException', 'Invalid ShardIterator');
}

const numberText = (sequence: number) => String(sequence).padStart(DIGITS, '0');

function viewOf({ sequence, at, key, old, new: item }: ChangeRecord, { view }: TableStream): object {
  const images = {
    ...(item && /^NEW/.test(view) && { NewImage: item }),
    ...(old && /OLD/.test(view) && { OldImage: old }),
  };
  return {
    eventID: numberText(sequence),
    eventName: old === undefined ? 'INSERT' : item === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: LOCAL.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: key,
      ...images,
      SequenceNumber: numberText(sequence),
      SizeBytes: JSON.stringify({ key, ...images }).length,
      StreamViewType: view,
    },
  };
}
