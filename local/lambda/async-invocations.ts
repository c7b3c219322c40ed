import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaServiceError } from './http.ts';

/** Runs one attempt; resolves to whether the function failed, rejects when it could not be run. */
export type Attempt = () => Promise<{ failed: boolean }>;

// AWS keeps more; this bounds the memory of the host.
const MAX_QUEUED = 10_000;

/**
 * The queue of asynchronous invocations: each is tried once and again after each of `retryDelaysMs` while the function
 * fails (AWS: twice, after one and two minutes), then dropped with a line in the log.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncInvocations {
  readonly #retryDelaysMs: readonly number[];
  readonly #log: (line: string, requestId: string) => void;
  readonly #stopping = new AbortController();
  #queued = 0;

  constructor(retryDelaysMs: readonly number[], log: (line: string, requestId: string) => void) {
    this.#retryDelaysMs = retryDelaysMs;
    this.#log = log;
  }

  /** Accepts an invocation; throws TooManyRequestsException when the queue is full. */
  push(requestId: string, attempt: Attempt): void {
    if (this.#queued >= MAX_QUEUED) {
      const message = `The queue of asynchronous invocations is full (limit ${MAX_QUEUED}).`;
      throw new LambdaServiceError('TooManyRequestsException', 429, message);
    }
    this.#queued += 1;
    this.#work(attempt)
      .catch((cause: unknown) => this.#log(`Asynchronous invocation dropped: ${String(cause)}`, requestId))
      .finally(() => {
        this.#queued -= 1;
      });
  }

  /** Drops what waits for a retry. */
  stop(): void {
    this.#stopping.abort();
  }

  async #work(attempt: Attempt): Promise<void> {
    for (const delayMs of [0, ...this.#retryDelaysMs]) {
      await sleep(delayMs, undefined, { signal: this.#stopping.signal });
      const { failed } = await attempt();
      if (!failed) return;
    }
    throw new Error(`the function failed ${this.#retryDelaysMs.length + 1} times`);
  }
}
