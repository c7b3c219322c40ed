import type { WrittenConfig } from '../contract/config.ts';
import type { Scope } from '../core/jobs/scope.ts';
import type { Ductape } from '../sdk/client.ts';
import type { Transport } from '../sdk/transport.ts';
import type { InProcessFunction } from './in-process.ts';

/** The client of a test: its product and env are known. */
export type TestClient = Ductape<{ transport: Transport; product: string; env: string }>;

/** What an engine is made of. */
export interface EngineParts {
  config: WrittenConfig;
  /** Those that run in this process. */
  functions: readonly InProcessFunction[];
  secrets: Record<string, string>;
  /** Where the clock begins, Unix ms. */
  at: number;
  /** Whose the client's calls are. */
  scope: Scope;
}

/** What runs the jobs of a test. */
export interface Engine {
  client: TestClient;
  /** Unix ms. */
  now(): number;
  /** Lets time pass to a moment, which may be now, until all that was due by then has come to rest. */
  passTo(moment: number): Promise<void>;
  stop(): Promise<void>;
}
