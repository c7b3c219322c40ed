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
