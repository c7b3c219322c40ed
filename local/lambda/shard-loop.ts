import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../../core/time/units.ts';
import type { Checkpoint, CheckpointFile } from './checkpoint.ts';
import { type Handed, handOn } from './hand-on.ts';
import { ShardIntake } from './shard-intake.ts';
import { failureBody } from './stream-event.ts';
import type { StreamSourceOptions } from './stream-mapping.ts';
import { type ShardReader, StreamFault, type StreamRecord } from './stream-reader.ts';

/** The pauses before a batch that failed is tried again, ms: the first, doubled each time up to the longest. */
const BACKOFF_MS = { first: 200, most: 30 * SECOND };

/** Between two tries to reach the stream, ms. */
const PAUSE_AFTER_ERROR_MS = 500;

/** How often a batch is cut or comes again, of the chances that `chaos` draws. */
const CHAOS = { cut: 0.5, again: 0.25 };

/** A shard that is being read: its id, the stream's ARN as the function is told it, and how far the function is. */
export interface Shard {
  id: string;
  arn: string;
  reader: ShardReader;
  file: CheckpointFile;
  checkpoint: Checkpoint;
}

/** Hands the records of one shard to a function: in order, each batch until it succeeds, one at a time. */
export class ShardLoop {
  readonly #options: StreamSourceOptions;
  readonly #shard: Shard;
  readonly #intake: ShardIntake;
  readonly #stopping = new AbortController();
  #checkpoint: Checkpoint;
  /** What is done while it does not read is told to the clock by another: by the function, and by the clock itself. */
  #isReading = true;
  #isAbandoned = false;
  readonly ended: Promise<void>;

  constructor(options: StreamSourceOptions, shard: Shard) {
    this.#options = options;
    this.#shard = shard;
    this.#checkpoint = shard.checkpoint;
    this.#intake = new ShardIntake({
      mapping: options.mapping,
      reader: shard.reader,
      eventSourceArn: shard.arn,
      skipped: (position) => this.#save({ ...this.#checkpoint, after: position }),
      stopping: this.#stopping.signal,
      clock: options.clock,
    });
    this.ended = this.#run();
  }

  /** Whether records may wait that the function will be given at once. */
  isBehind(): boolean {
    return this.#isReading && this.#intake.isBehind();
  }

  /** Takes no more; `ended` resolves when the batch at work is done. */
  stop(): void {
    this.#stopping.abort();
    this.#intake.wake();
  }

  /** What is still at work counts as not done. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#step();
      } catch (fault) {
        if (signal.aborted) return;
        this.#options.log(`Cannot read the stream ${this.#shard.arn}: ${String(fault)}`);
        const isTrimmed = fault instanceof StreamFault && fault.code === 'TrimmedDataAccessException';
        if (isTrimmed) this.#save({ ...this.#checkpoint, after: null });
        this.#intake.seek(this.#checkpoint.after);
        await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #step(): Promise<void> {
    const { after, window } = this.#checkpoint;
    const batch = await this.#intake.take(window?.start);
    const [first] = batch;
    if (first && this.#options.mapping.tumblingMs > 0 && !window) {
      this.#checkpoint = { after, window: { start: this.#intake.windowOf(first), state: {} } };
    }
    if (first) await this.#deliver(batch);
    else if (window && !this.#stopping.signal.aborted) await this.#closeWindow();
  }

  async #deliver(batch: StreamRecord[]): Promise<void> {
    const { mapping, chaos } = this.#options;
    const parts = [batch];
    let failures = 0;
    for (let part = parts.shift(); part && !this.#stopping.signal.aborted; part = parts.shift()) {
      const isOld = ({ dynamodb }: StreamRecord) =>
        Date.now() - dynamodb.ApproximateCreationDateTime * SECOND > mapping.ageMaxMs;
      const kept = part.filter((record) => !isOld(record));
      if (kept.length < part.length) {
        await this.#discard(part.filter(isOld), 'RecordAgeExceeded', failures);
        if (kept.length > 0) parts.unshift(kept);
        continue;
      }
      if (chaos && part.length > 1 && chaos() < CHAOS.cut) {
        parts.unshift(...halves(part));
        continue;
      }
      const { done, isRefused = false, isFailed = false, state } = await this.#invoke(part);
      const rest = part.slice(done);
      if (done > 0) {
        failures = 0;
        if (chaos && chaos() < CHAOS.again) {
          parts.unshift(part);
          continue;
        }
        this.#advance(part.slice(0, done), state);
      }
      if (rest.length === 0) continue;
      // It may have failed because all is being stopped.
      if (this.#stopping.signal.aborted) return;
      if (isFailed && mapping.bisect && rest.length > 1) {
        parts.unshift(...halves(rest));
        continue;
      }
      if (!isRefused) failures += 1;
      if (failures > mapping.retriesMax) {
        await this.#discard(rest, 'RetryAttemptsExhausted', failures);
        failures = 0;
        continue;
      }
      parts.unshift(rest);
      await this.#backOff(failures);
    }
  }

  /** Tells the function that its window is over, until it takes it. */
  async #closeWindow(): Promise<void> {
    const { mapping, log } = this.#options;
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      const { isFailed, isRefused } = await this.#invoke([]);
      if (!isFailed && !isRefused) break;
      if (isFailed) failures += 1;
      if (failures > mapping.retriesMax) {
        log(
          `The end of a window of ${this.#shard.arn} was refused ${failures} times by ${mapping.functionName}.`,
        );
        break;
      }
      await this.#backOff(failures);
    }
    if (!this.#stopping.signal.aborted) this.#save({ after: this.#checkpoint.after });
  }

  /** Invokes the function with records, or without any for the end of a window. */
  async #invoke(records: StreamRecord[]): Promise<Handed> {
    this.#isReading = false;
    try {
      return await handOn(
        records,
        this.#options,
        this.#shard,
        this.#checkpoint.window,
        this.#stopping.signal,
      );
    } finally {
      this.#isReading = true;
    }
  }

  async #discard(
    records: StreamRecord[],
    condition: Parameters<typeof failureBody>[1],
    invokeCount: number,
  ): Promise<void> {
    const { mapping, log, discard, function: fn } = this.#options;
    const { id: shardId, arn: streamArn } = this.#shard;
    log(
      `${records.length} records of ${streamArn} were discarded (${condition}) by ${mapping.functionName}.`,
    );
    if (mapping.onFailure !== undefined) {
      const body = failureBody(records, condition, { functionArn: fn.arn, shardId, streamArn, invokeCount });
      await discard?.(mapping.onFailure, body);
    }
    this.#advance(records, this.#checkpoint.window?.state);
  }

  #advance(records: StreamRecord[], state: unknown): void {
    const { window } = this.#checkpoint;
    const after = records.at(-1)?.dynamodb.SequenceNumber ?? this.#checkpoint.after;
    this.#save({ after, ...(window && { window: { ...window, state } }) });
  }

  #save(checkpoint: Checkpoint): void {
    if (this.#isAbandoned) return;
    this.#checkpoint = checkpoint;
    this.#shard.file.write(checkpoint);
  }

  /** Waits by the clock: a function that fails does not hold it up. */
  async #backOff(failures: number): Promise<void> {
    const { clock, backoffMs: { first, most } = BACKOFF_MS } = this.#options;
    const { signal } = this.#stopping;
    const ms = Math.min(most, first * 2 ** Math.max(0, failures - 1));
    if (!clock) return await sleep(ms, undefined, { signal }).catch(() => {});
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => resolve();
    signal.addEventListener('abort', end);
    this.#isReading = false;
    const cancel = clock.after(ms, () => {
      this.#isReading = true;
      clock.touch();
      resolve();
    });
    await promise;
    cancel();
    signal.removeEventListener('abort', end);
  }
}

function halves<T>(all: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
}
