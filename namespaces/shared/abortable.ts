import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';

/** The same work, given up when the attempt is over. @throws RunError `TIMEOUT` then, naming `whom` it waited for */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal, whom: string): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const giveUp = () =>
    reject(new RunError(ErrorCode.Timeout, `${whom} did not answer within the time of the attempt`));
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  // The outcome of the loser is no longer asked for.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, over]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
