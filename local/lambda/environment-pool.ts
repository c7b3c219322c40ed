import { Environment, type EnvironmentSpec, type Outcome } from './environment.ts';
import { LambdaServiceError } from './errors.ts';
import { Signal } from './signal.ts';

/** The execution environments of one function. */
export class EnvironmentPool {
  /** Announces every end of an invocation. */
  readonly released = new Signal();
  readonly #spec: EnvironmentSpec;
  readonly #maxConcurrency: number;
  readonly #idleMs: number;
  readonly #all = new Set<Environment>();
  readonly #idle: { environment: Environment; reaper: NodeJS.Timeout }[] = [];
  #running = 0;
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
   * Runs one invocation in the environment used last, or in a new one if none is idle. When all are busy it waits up
   * to `waitMs`, then rejects with TooManyRequestsException.
   */
  async run(
    requestId: string,
    functionArn: string,
    payload: Buffer | string,
    waitMs: number,
  ): Promise<Outcome> {
    const giveUpAt = Date.now() + waitMs;
    while (this.free() <= 0) {
      const left = giveUpAt - Date.now();
      if (this.#stopped) throw new LambdaServiceError('ServiceException', 500, 'The function was stopped.');
      if (left <= 0) throw new LambdaServiceError('TooManyRequestsException', 429, 'Rate Exceeded.');
      await this.released.next(left);
    }
    this.#running += 1;
    try {
      const environment = this.#wake() ?? this.#create();
      const failure = await environment.initialized;
      const outcome = failure ?? (await environment.invoke(requestId, functionArn, payload));
      this.#rest(environment);
      return outcome;
    } finally {
      this.#running -= 1;
      this.released.notify();
    }
  }

  /** Kills all processes; invocations that still run fail. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.released.notify();
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  #wake(): Environment | undefined {
    const entry = this.#idle.pop();
    clearTimeout(entry?.reaper);
    return entry?.environment;
  }

  #create(): Environment {
    const environment = new Environment(this.#spec);
    this.#all.add(environment);
    void environment.exited.then(() => this.#forget(environment));
    return environment;
  }

  #rest(environment: Environment): void {
    // One that is dying is no longer, or not for long, among #all.
    if (!this.#all.has(environment)) return;
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
