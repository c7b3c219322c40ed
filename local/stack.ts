/** What was started, to be stopped in the opposite order. */
export class Stack {
  private readonly started: { stop(): Promise<void> }[] = [];

  /** Waits for something to start and remembers to stop it. */
  async add<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const thing = await starting;
    this.started.push(thing);
    return thing;
  }

  /** Stops everything, the last first. */
  async unwind(): Promise<void> {
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
