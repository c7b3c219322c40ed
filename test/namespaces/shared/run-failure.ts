import { RunError } from '../../../core/errors/run-error.ts';

/** The RunError that a run must end in. */
export async function failure(running: Promise<unknown>): Promise<RunError> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RunError) return error;
  throw new Error('expected a RunError', { cause: error });
}
