import { SECOND } from '../../core/time/units.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { matches } from '../event-bus/pattern.ts';
import { Signal } from './signal.ts';
import { eventRecord } from './stream-event.ts';
import type { StreamMapping } from './stream-mapping.ts';
import type { ShardReader, StreamRecord } from './stream-reader.ts';

/** Between two looks at a shard that has nothing new, ms; Lambda looks four times a second. */
const POLL_MS = 100;

/** The records of one event, bytes: Lambda takes 6 MB, of which its state may be one. */
const EVENT_BYTES = 4.9 * 1024 * 1024;

/** How batches are made of the records of a shard. */
export interface IntakeOptions {
  mapping: StreamMapping;
  reader: ShardReader;
  eventSourceArn: string;
  /** Told the position behind records that are not for the function, when none before them waits. */
  skipped: (position: string | null) => void;
  stopping: AbortSignal;
  clock: VirtualClock | undefined;
}

/** Reads a shard, and makes batches of the records that the filters of its mapping let through. */
export class ShardIntake {
  readonly #options: IntakeOptions;
  readonly #awaken = new Signal();
  #waiting: { record: StreamRecord; bytes: number }[] = [];
  /** The activity of the clock after which there was nothing to read. */
  #caughtUpAt = -1;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Whether records may wait that were not looked for since something last happened by the clock; has them looked for. */
  isBehind(): boolean {
    const isBehind = this.#caughtUpAt !== this.#options.clock?.activity();
    if (isBehind) this.wake();
    return isBehind;
  }

  /** Has it look at once for what is new, or whether it is to stop. */
  wake(): void {
    this.#awaken.notify();
  }

  /** Goes back to behind a record. */
  seek(after: string | null): void {
    this.#waiting = [];
    this.#options.reader.seek(after);
  }

  /** The beginning of the tumbling window of a record, Unix ms; never before `open`, the one that is open. */
  windowOf({ dynamodb }: StreamRecord, open = 0): number {
    const { tumblingMs } = this.#options.mapping;
    const at = dynamodb.ApproximateCreationDateTime * SECOND;
    return Math.max(open, at - (at % tumblingMs));
  }

  /** The next batch, of one tumbling window; empty when the one that is open is over, and at the end. */
  async take(open: number | undefined): Promise<StreamRecord[]> {
    const { mapping, clock, stopping } = this.#options;
    // By a clock of its own, records that are gathered would hold it up.
    const gatherMs = clock ? 0 : mapping.gatherMs;
    for (let since: number | undefined; !stopping.aborted; ) {
      const isEnd = this.#waiting.length < mapping.batchSize && (await this.#read()) === 0;
      if (this.#waiting.length > 0) {
        since ??= Date.now();
        const isFull = this.#waiting.length >= mapping.batchSize;
        if (isFull || Date.now() - since >= gatherMs) return this.#batch(open);
      } else if (isEnd && open !== undefined && Date.now() >= open + mapping.tumblingMs) {
        return [];
      }
      if (isEnd) await this.#pause();
    }
    return [];
  }

  /** Reads on; gives how many records there were. */
  async #read(): Promise<number> {
    const { mapping, reader, eventSourceArn, skipped, stopping, clock } = this.#options;
    const activity = clock?.activity() ?? 0;
    const records = await reader.next(stopping);
    for (const read of records) {
      const record = eventRecord(read, eventSourceArn);
      if (mapping.filters.length > 0 && !mapping.filters.some((filter) => matches(filter, record))) continue;
      this.#waiting.push({ record, bytes: Buffer.byteLength(JSON.stringify(record)) });
    }
    if (this.#waiting.length === 0) {
      if (records.length > 0) skipped(reader.position);
      else this.#caughtUpAt = activity;
    }
    return records.length;
  }

  #batch(open: number | undefined): StreamRecord[] {
    const { batchSize, tumblingMs } = this.#options.mapping;
    const [first] = this.#waiting;
    if (!first) return [];
    const start = tumblingMs > 0 ? this.windowOf(first.record, open) : 0;
    if (open !== undefined && start > open) return [];
    let bytes = 0;
    const end = this.#waiting.findIndex(({ record, bytes: its }, index) => {
      bytes += its;
      if (index === 0) return false;
      return (
        index === batchSize || bytes > EVENT_BYTES || (tumblingMs > 0 && this.windowOf(record, start) > start)
      );
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end).map(({ record }) => record);
  }

  /** Resolves a moment later, or when it is to look at once. */
  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const unsubscribe = this.#awaken.subscribe(resolve);
    const timer = setTimeout(resolve, POLL_MS);
    await promise;
    clearTimeout(timer);
    unsubscribe();
  }
}
