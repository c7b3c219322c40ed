/** What was started, to be stopped in the opposite order. */
export class Stack {
  private readonly started: { stop(): Promise<void> }[] = [];
  /** What is still starting; it never rejects. */
  private readonly starting = new Set<Promise<unknown>>();
  private over = false;

  /** Waits for something to start and remembers to stop it. @throws Error when all is being stopped by then */
  async add<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const known = starting.then(
      (thing) => void this.started.push(thing),
      () => undefined,
    );
    this.starting.add(known);
    await known;
    this.starting.delete(known);
    const thing = await starting;
    if (this.over) throw new Error('It is being stopped.');
    return thing;
  }

  /** Stops everything, the last first, and with it what is still starting. */
  async unwind(): Promise<void> {
    this.over = true;
    await Promise.all(this.starting);
    for (let thing = this.started.pop(); thing; thing = this.started.pop()) await thing.stop();
  }
}

/** A running engine. */
export interface Engine {
  endpoint: string;
  stop(): Promise<void>;
}

/** The callbacks that learn of an engine that is a process of its own. */
export interface EngineWatch {
  /** It ended and is started again. */
  log(line: string): void;
  /** It ended over and over and stays away. */
  failed(reason: Error): void;
}
