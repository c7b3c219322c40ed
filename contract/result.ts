/**
 * What stands in the place of an answer that reads as one of the marks below, with all their fields: so a mark is never
 * what a target said.
 */
export interface WrappedResult {
  answer: unknown;
}

/** What stands in a result's place when it is too large to keep: its beginning, and how many bytes were seen. */
export interface TruncatedResult {
  truncated: true;
  bytes: number;
  text: string;
}

/**
 * What stands in a result's place when the target has answered a success of which nothing can be kept: the run has
 * done its work, so it is completed and not tried again.
 */
export interface UnkeptResult {
  kept: false;
  reason: string;
  /** The HTTP status of the answer, where it is known. */
  status?: number;
}
