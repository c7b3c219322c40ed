import type { Resource } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import type { AcceptedInput } from '../jobs/payload.ts';
import type { Checked } from '../validation/check.ts';

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
