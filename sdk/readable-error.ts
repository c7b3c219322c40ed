import type { RunFailure } from '../contract/errors.ts';
import type { Execution, Job } from '../contract/job.ts';
import type { WrongRun } from '../contract/run.ts';

/** The job, whose errors put into a text read `CODE: message`. */
export function readableJob(job: Job): Job {
  makeReadable(job.last_error);
  for (const { attempt_errors = [] } of job.runs ?? []) attempt_errors.forEach(makeReadable);
  return job;
}

/** The execution, whose errors put into a text read `CODE: message`. */
export function readableExecution(execution: Execution): Execution {
  makeReadable(execution.error);
  execution.attempt_errors?.forEach(makeReadable);
  return execution;
}

/** The execution that went wrong, whose error put into a text reads `CODE: message`. */
export function readableRun(run: WrongRun): WrongRun {
  makeReadable(run.error);
  return run;
}

/** Not enumerable, so that the error is still the same as JSON and in comparisons. */
function makeReadable(error: RunFailure | undefined): void {
  if (!error) return;
  Object.defineProperty(error, 'toString', { value: () => `${error.code}: ${error.message}` });
}
