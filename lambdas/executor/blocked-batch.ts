import type { Message } from '@aws-sdk/client-sqs';
import { MINUTE } from '../../core/time/units.ts';

/** A batch blocks its place of the lane when its runs take longer than this, ms; most batches are done before. */
const BLOCKED_MS = 600;

/** Messages served at most at the same time beside a batch: what waits does no harm to it, and each takes some memory. */
const MOST = 20;

/** With less time left nothing more is begun, ms. */
const LEAST_LEFT = 0.75 * MINUTE;

/** A pause after a receive that failed, ms. */
const PAUSE_MS = 1000;

/** What is served. */
export interface Service {
  /** Takes what waits, `most` at the most; waits a moment for the first. */
  receive(most: number): Promise<Message[]>;
  /** Answers one, and removes it when it has done its work. */
  serve(message: Message): Promise<void>;
  /** How long the invocation may still take, ms. */
  timeLeft(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * The batch of one invocation, which ends with its slowest run. Lambda gives it nothing more until then, so while runs block it, it takes what waits in its
 * lane by itself: a few long runs cannot keep all places of a lane from what others have to do.
 */
export class BlockedBatch {
  private readonly service: Service | undefined;
  private serving: Promise<void> | undefined;
  private isDone = false;

  /** @param service of the lane; without one nothing is taken */
  constructor(service?: Service) {
    this.service = service;
  }

  /** Does what may block the batch. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const { service } = this;
    const timer =
      service &&
      setTimeout(() => {
        this.serving ??= this.serve(service);
      }, BLOCKED_MS);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether something was taken meanwhile. */
  get isServing(): boolean {
    return this.serving !== undefined;
  }

  /** The messages of the batch are answered: waits for what was taken meanwhile. */
  async end(): Promise<void> {
    this.isDone = true;
    await this.serving;
  }

  private async serve({ receive, serve, timeLeft, sleep }: Service): Promise<void> {
    /** When each of those that are being served was taken, as of a clock that is never set. */
    const served = new Map<Promise<void>, number>();
    const isBlocked = () => [...served.values()].some((taken) => performance.now() - taken > BLOCKED_MS);
    while ((!this.isDone || isBlocked()) && timeLeft() > LEAST_LEFT) {
      const room = MOST - served.size;
      const messages = room > 0 ? await receive(room).catch(() => undefined) : [];
      for (const message of messages ?? []) {
        const one: Promise<void> = serve(message)
          .catch(() => undefined)
          .finally(() => served.delete(one));
        served.set(one, performance.now());
      }
      if (messages === undefined || room === 0) await sleep(PAUSE_MS);
    }
    await Promise.all(served.keys());
  }
}
