import type { Namespace } from './namespaces.ts';

/** What your own function is told of the run that calls it; times in Unix ms. */
export interface JobRun {
  job_id: string;
  /** The same on every attempt of the run and on a repeat: the key for what the function itself calls. */
  idempotency_key: string;
  /** The moment it was due. */
  occurrence: number;
  /** Counts the job's runs from 1. */
  number: number;
  /** Counts the run's attempts from 1. */
  attempt: number;
  namespace: Namespace;
  product: string;
  env: string;
  /** What of the resource the dispatch names, such as `{ event: 'send' }`. */
  target: Record<string, string>;
  session?: { tag: string; token: string };
  /** The moment the attempt's time is over; then the run counts as failed with `TIMEOUT`, whatever the function still does. */
  deadline: number;
  /** Aborted at the deadline. */
  signal: AbortSignal;
  log: JobLog;
  /** The text of a secret that the config lists for the function; rejects for any other name. */
  secret(name: string): Promise<string>;
}

/** What a dispatch to an own function takes as `input`. */
export type JobInput<Job> = Job extends (input: infer Input, ...rest: never[]) => unknown ? Input : never;

/** What a run of an own function has as its result. */
export type JobResult<Job> = Job extends (...given: never[]) => infer Result ? Awaited<Result> : never;

/** Writes a line of JSON with the run's identity to the function's log. */
export interface JobLog {
  debug(message: string, details?: Record<string, unknown>): void;
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}

/**
 * Your own function as a target: it gets what was dispatched as `input`, and what it returns is the run's result. What it throws
 * fails the attempt, by the error's `code`, else its name: `CardDeclined` is `CARD_DECLINED`.
 */
export type JobFunction<Input = Record<string, unknown>, Result = unknown> = (
  input: Input,
  run: JobRun,
) => Result | Promise<Result>;

/** Gives your own function its types: those of its input and result hold at each typed dispatch, those of the run inside. */
export function defineJob<Input = Record<string, unknown>, Result = unknown>(
  job: JobFunction<Input, Result>,
): JobFunction<Input, Result> {
  return job;
}
