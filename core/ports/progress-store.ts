import { ErrorCode } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { RunError } from '../errors/run-error.ts';
import { jsonBytes } from '../text/bounds.ts';

/** Where a run of several steps notes what is done, so that another attempt continues from there. */
export interface ProgressStore {
  get(identity: string): Promise<Record<string, unknown> | null>;
  /**
   * Replaces what was noted. Gone some days after the run.
   * @throws RunError `VALIDATION_ERROR` for more than {@link Limits.progressBytes}: work so large is not to be tried again
   */
  put(identity: string, progress: Record<string, unknown>): Promise<void>;
}

/** Bounds what every store keeps of a run. @throws RunError as the port says */
export function assertProgress(progress: Record<string, unknown>): void {
  const bytes = jsonBytes(progress);
  if (bytes <= Limits.progressBytes) return;
  throw new RunError(
    ErrorCode.Validation,
    `A run can note at most ${Limits.progressBytes} bytes of what it has done; it has ${bytes}.`,
  );
}
