import { setTimeout as sleep } from 'node:timers/promises';
import { localArn } from '../names.ts';
import { type Checkpoint, CheckpointFile } from './checkpoint.ts';
import { ShardLoop } from './shard-loop.ts';
import type { StreamSourceOptions } from './stream-mapping.ts';
import { type ShardedStream, ShardReader, streamOf } from './stream-reader.ts';

/** A running event source mapping of a stream. */
export interface StreamSource {
  /** Whether records may wait that the function will be given at once; what waits for another try after a failure does not. */
  isBehind(): boolean;
  /** Takes no more records and waits for the batch at work, at most `withinMs`. One that is abandoned comes again at the next start. */
  stop(withinMs?: number): Promise<void>;
}

/**
 * Maps a stream to a function as Lambda does: the records of a shard in order and at least once, one batch at a time, each until
 * the function has done it (decision 56).
 * @throws Error for a table without a stream
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export async function startStreamSource(options: StreamSourceOptions): Promise<StreamSource> {
  const { endpoint, directory, mapping } = options;
  const stream = await streamOf(endpoint, mapping.tableName);
  const loops: ShardLoop[] = [];
  for (const id of stream.shards) {
    const file = new CheckpointFile(directory, mapping.id, stream.arn, id);
    const checkpoint = file.read() ?? (await begin(options, stream, id));
    file.write(checkpoint);
    const reader = new ShardReader(endpoint, stream, id, checkpoint.after);
    // An engine may be of another region.
    const arn = localArn('dynamodb', stream.arn.split(':').slice(5).join(':'));
    loops.push(new ShardLoop(options, { id, arn, reader, file, checkpoint }));
  }
  return {
    // Each is asked, for it then looks at its shard.
    isBehind: () => loops.map((loop) => loop.isBehind()).includes(true),
    async stop(withinMs = 5_000) {
      for (const loop of loops) loop.stop();
      const bound = new AbortController();
      const tooLong = sleep(withinMs, undefined, { signal: bound.signal }).catch(() => {});
      await Promise.race([Promise.all(loops.map(({ ended }) => ended)), tooLong]);
      bound.abort();
      for (const loop of loops) loop.abandon();
    },
  };
}

/** Where a mapping begins. What is the latest is decided now, so that a later start misses nothing that was written meanwhile. */
async function begin(
  { mapping, endpoint }: StreamSourceOptions,
  stream: ShardedStream,
  shard: string,
): Promise<Checkpoint> {
  const reader = new ShardReader(endpoint, stream, shard, null);
  if (mapping.startingPosition === 'LATEST') {
    while ((await reader.next(new AbortController().signal)).length > 0);
  }
  return { after: reader.position };
}
