import type { JobFunction } from '../contract/job-function.ts';

/** Gives your own function its types: those of its input and result hold at each typed dispatch, those of the run inside. */
export function defineJob<Input = Record<string, unknown>, Result = unknown>(
  job: JobFunction<Input, Result>,
): JobFunction<Input, Result> {
  return job;
}
