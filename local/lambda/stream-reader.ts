import { asRecord } from '../../contract/plain-data.ts';

/** A record of a stream in the JSON of its service, which is that of a function's event too. */
export interface StreamRecord {
  eventID: string;
  eventName: string;
  dynamodb: {
    /** Unix seconds. */
    ApproximateCreationDateTime: number;
    SequenceNumber: string;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** The stream of a table and its shards. */
export interface ShardedStream {
  arn: string;
  shards: string[];
}

/** What DynamoDB or its streams answered instead of an answer. */
export class StreamFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'StreamFault';
    this.code = code;
  }
}

/** A local engine wants to see a signature, and checks none. */
const SIGNATURE = {
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
};

/** Calls an action as the clients of AWS do, but leaves the values of attributes as they are on the wire. */
async function call(
  endpoint: string,
  target: string,
  input: object,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...SIGNATURE, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
    body: JSON.stringify(input),
    ...(signal && { signal }),
  });
  const answer = asRecord(await response.json());
  if (response.ok) return answer;
  const code = String(answer['__type']).replace(/^.*#/, '');
  throw new StreamFault(code, String(answer['message'] ?? answer['Message']));
}

const STREAMS = 'DynamoDBStreams_20120810';

/** Finds the stream of a table. @throws Error for a table without one */
export async function streamOf(endpoint: string, table: string): Promise<ShardedStream> {
  const { Table } = await call(endpoint, 'DynamoDB_20120810.DescribeTable', { TableName: table });
  const { LatestStreamArn: arn, StreamSpecification } = asRecord(Table);
  if (typeof arn !== 'string' || !asRecord(StreamSpecification)['StreamEnabled']) {
    throw new Error(`the table ${table} has no stream for its event source mapping`);
  }
  const { StreamDescription } = await call(endpoint, `${STREAMS}.DescribeStream`, { StreamArn: arn });
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
  return { arn, shards: Shards.map(({ ShardId }) => ShardId) };
}

/** Reads one shard of a stream in order. */
export class ShardReader {
  readonly #endpoint: string;
  readonly #shard: { StreamArn: string; ShardId: string };
  #iterator: string | undefined;
  /** The sequence number of the last record that was read; null before the first. */
  #after: string | null;

  constructor(endpoint: string, stream: ShardedStream, shardId: string, after: string | null) {
    this.#endpoint = endpoint;
    this.#shard = { StreamArn: stream.arn, ShardId: shardId };
    this.#after = after;
  }

  /** Where it stands: the sequence number of the last record that was read, null before the first. */
  get position(): string | null {
    return this.#after;
  }

  /** Goes back to behind a record, or to the oldest. */
  seek(after: string | null): void {
    this.#after = after;
    this.#iterator = undefined;
  }

  /** The next records, none at the end of what there is. @throws Error, whereupon it stands where it stood */
  async next(signal: AbortSignal): Promise<StreamRecord[]> {
    try {
      this.#iterator ??= await this.#begin(signal);
      const answer = await call(
        this.#endpoint,
        `${STREAMS}.GetRecords`,
        { ShardIterator: this.#iterator },
        signal,
      );
      const records = answer['Records'] as StreamRecord[];
      this.#iterator = answer['NextShardIterator'] as string | undefined;
      this.#after = records.at(-1)?.dynamodb.SequenceNumber ?? this.#after;
      return records;
    } catch (error) {
      // It may have expired.
      this.#iterator = undefined;
      throw error;
    }
  }

  async #begin(signal: AbortSignal): Promise<string> {
    const from =
      this.#after === null
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#after };
    const target = `${STREAMS}.GetShardIterator`;
    const { ShardIterator } = await call(this.#endpoint, target, { ...this.#shard, ...from }, signal);
    return String(ShardIterator);
  }
}
