/** Where a run of several steps notes what is done, so that another attempt goes on from there. */
export interface ProgressStore {
  get(identity: string): Promise<Record<string, unknown> | null>;
  /** Replaces what was noted; at most 100 KB. Gone some days after the run. */
  put(identity: string, progress: Record<string, unknown>): Promise<void>;
}
