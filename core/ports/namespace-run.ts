import type { Resource } from '../../contract/config.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import type { AcceptedInput } from '../jobs/payload.ts';
import type { AwsAccess } from './aws-access.ts';
import type { Secrets } from './secrets.ts';

/** One attempt of one run, as its handler sees it. */
export interface RunContext {
  /** Job id and occurrence, the same on every attempt and duplicate: the idempotency key for targets. */
  identity: string;
  job_id: string;
  namespace: Namespace;
  product: string;
  env: string;
  /** The moment it was due, Unix ms. */
  occurrence: number;
  /** Counts the job's runs from 1. */
  number: number;
  /** Counts the run's attempts from 1. */
  attempt: number;
  session?: { tag: string; token: string };
  /** Aborted when the attempt's time is over. */
  signal: AbortSignal;
  /** The attempt's limit, ms. */
  timeout: number;
  /** The moment the attempt's time is over, Unix ms. */
  deadline: number;
  /** AWS as the run's product and env may reach it; a handler has no other credentials for AWS. */
  aws: AwsAccess;
  /** What it gives out is taken out of results, errors and logs. */
  secrets: Secrets;
  /** Takes one more value out of them, such as a token that was got with a secret. */
  hide(value: string): void;
  progress: Progress;
}

/** What a run of several steps notes for its next attempt, which another executor may make. */
export interface Progress {
  /** What was last noted in this run, or null. */
  get(): Promise<Record<string, unknown> | null>;
  /** Replaces it. @throws RunError for more than 100 KB of JSON */
  set(value: Record<string, unknown>): Promise<void>;
}

/** What a handler is asked to do. */
export interface RunRequest<R extends Resource = Resource> extends AcceptedInput {
  resource: R;
}

/**
 * Does the work of one attempt and returns its JSON-safe result.
 * @throws RunError with the error type (docs/contract.md, 7) that the retry policy decides on
 */
export type NamespaceRun<R extends Resource = Resource> = (
  request: RunRequest<R>,
  context: RunContext,
) => Promise<unknown>;
