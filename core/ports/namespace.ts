import type { Resource } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import type { Outcome } from '../jobs/finish.ts';
import type { AcceptedInput, Payload } from '../jobs/payload.ts';
import type { JobRow } from '../jobs/row.ts';
import type { RunningRun } from '../jobs/run-in-flight.ts';
import type { Checked } from '../validation/check.ts';
import type { AwsAccess, Secrets } from './access.ts';

/** Why a well-formed dispatch does not fit the resource it names. */
export type Mismatch = { notFound: string } | { issues: Issue[] };

/** The half of a namespace that the dispatch Lambda bundles. */
export interface NamespaceInput {
  /** The body's fields this namespace owns beside the envelope, aliases included; `input` is always one. */
  fields: readonly string[];
  /** Validates those fields and names every mistake in them. */
  read(body: Record<string, unknown>): Checked<AcceptedInput>;
  /** Tells what the resource lacks, if anything; never called for a `lambda` resource, which takes all. */
  validateAgainst(accepted: AcceptedInput, resource: Resource): Mismatch | undefined;
}

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

/** Does one attempt within the job's timeout and says how it ended; never throws. */
export type Runner = (row: JobRow, payload: Payload, run: RunningRun) => Promise<Outcome>;
