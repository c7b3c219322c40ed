import { availableParallelism } from 'node:os';
import { Environment, type EnvironmentSpec, type Outcome } from './environment.ts';
import { LambdaServiceError } from './http.ts';
import { Signal } from './signal.ts';

/** Environments that start at once: more take each other's time, and what is started next may have been freed before. */
const STARTING_MAX = availableParallelism();

/** An invocation that has a place and waits for an environment. */
interface Seeker {
  take: (found: Environment | Outcome) => void;
  refuse: (error: Error) => void;
}

/** The execution environments of one function. */
export class EnvironmentPool {
  /** Announces every end of an invocation. */
  readonly released = new Signal();
  #spec: EnvironmentSpec;
  readonly #maxConcurrency: number;
  readonly #idleMs: number;
  readonly #all = new Set<Environment>();
  readonly #idle: { environment: Environment; reaper: NodeJS.Timeout }[] = [];
  /** The invocations that wait for a place, the longest first. */
  readonly #waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();
  /** The longest waiting first. */
  readonly #seekers = new Set<Seeker>();
  #running = 0;
  #starting = 0;
  #stopped = false;

  constructor(spec: EnvironmentSpec, maxConcurrency: number, idleMs: number) {
    this.#spec = spec;
    this.#maxConcurrency = maxConcurrency;
    this.#idleMs = idleMs;
  }

  /** How many invocations could begin at once, without being throttled. */
  free(): number {
    return this.#stopped ? 0 : this.#maxConcurrency - this.#running;
  }

  /** The processes there are; one that is starting counts as busy. */
  environments(): { pid: number; busy: boolean }[] {
    const idle = new Set(this.#idle.map(({ environment }) => environment));
    return [...this.#all].flatMap((environment) =>
      environment.pid === undefined ? [] : [{ pid: environment.pid, busy: !idle.has(environment) }],
    );
  }

  /**
   * Runs one invocation in the environment used last; if none is idle in a new one, or in one that is freed before that has started, as Lambda does.
   * When as many are at work as may be it waits up to `waitMs`, or until `signal`, then rejects with TooManyRequestsException.
   */
  async run(
    requestId: string,
    functionArn: string,
    payload: Buffer | string,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    await this.#enter(waitMs, signal);
    try {
      const found = this.#wake() ?? (await this.#seek());
      if (!(found instanceof Environment)) return found;
      const outcome = await found.invoke(requestId, functionArn, payload);
      this.#rest(found);
      return outcome;
    } finally {
      this.#leave();
    }
  }

  /** New environments are of the bundle in `directory`; those of another one end, when they are done. */
  replaceBundle(directory: string): void {
    if (directory === this.#spec.directory) return;
    this.#spec = { ...this.#spec, directory };
    for (const { environment, reaper } of this.#idle.splice(0)) {
      clearTimeout(reaper);
      this.#forget(environment);
      void environment.stop();
    }
  }

  /** Takes a place, in the order of asking. */
  async #enter(waitMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#stopped) throw stopped();
    if (this.#running < this.#maxConcurrency) {
      this.#running += 1;
      return;
    }
    if (waitMs <= 0) throw throttled();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { resolve, reject };
    this.#waiting.add(waiter);
    const timer = setTimeout(() => reject(throttled()), waitMs);
    const leave = () => reject(throttled());
    signal?.addEventListener('abort', leave);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      this.#waiting.delete(waiter);
    }
  }

  /** Hands the place on to the invocation that has waited longest, or gives it back. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next.resolve();
    } else {
      this.#running -= 1;
    }
    this.released.notify();
  }

  /** Kills all processes; invocations that still run fail. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { reject } of this.#waiting) reject(stopped());
    for (const { refuse } of this.#seekers) refuse(stopped());
    this.#seekers.clear();
    this.released.notify();
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  #wake(): Environment | undefined {
    const entry = this.#idle.pop();
    clearTimeout(entry?.reaper);
    return entry?.environment;
  }

  /** The environment that is free first, or the failure of one to start. */
  #seek(): Promise<Environment | Outcome> {
    const { promise, resolve: take, reject: refuse } = Promise.withResolvers<Environment | Outcome>();
    this.#seekers.add({ take, refuse });
    this.#startMore();
    return promise;
  }

  /** Gives the longest waiting what it waits for. @returns whether there was one */
  #give(found: Environment | Outcome): boolean {
    const [seeker] = this.#seekers;
    if (!seeker) return false;
    this.#seekers.delete(seeker);
    seeker.take(found);
    return true;
  }

  #startMore(): void {
    while (this.#starting < Math.min(this.#seekers.size, STARTING_MAX)) void this.#start();
  }

  async #start(): Promise<void> {
    const environment = new Environment(this.#spec);
    this.#all.add(environment);
    void environment.exited.then(() => this.#forget(environment));
    this.#starting += 1;
    const failure = await environment.initialized;
    this.#starting -= 1;
    if (failure) this.#give(failure);
    else this.#rest(environment);
    this.#startMore();
  }

  #rest(environment: Environment): void {
    // One that is dying soon leaves #all, or has left it.
    if (!this.#all.has(environment)) return;
    if (environment.directory !== this.#spec.directory) {
      this.#forget(environment);
      void environment.stop();
      return;
    }
    if (this.#give(environment)) return;
    const reaper = setTimeout(() => {
      this.#forget(environment);
      void environment.stop();
    }, this.#idleMs).unref();
    this.#idle.push({ environment, reaper });
  }

  #forget(environment: Environment): void {
    this.#all.delete(environment);
    const index = this.#idle.findIndex((entry) => entry.environment === environment);
    if (index >= 0) clearTimeout(this.#idle.splice(index, 1)[0]?.reaper);
  }
}

const throttled = () => new LambdaServiceError('TooManyRequestsException', 429, 'Rate Exceeded.');
const stopped = () => new LambdaServiceError('ServiceException', 500, 'The function was stopped.');
