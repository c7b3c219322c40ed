import type { Resource } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import type { Checked } from '../validation/check.ts';

/** What a job reaches: a resource of its namespace, and the operation or named event there. */
export interface Target {
  resource: string;
  operation?: string;
  event?: string;
}

/** A dispatch's own fields of one namespace, aliases resolved. */
export interface AcceptedInput {
  target: Target;
  input: Record<string, unknown>;
}

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
