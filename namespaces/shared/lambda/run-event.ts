import type { RunContext, RunRequest } from '../../../core/ports/namespace.ts';

/** What a function that is a handler is invoked with; `run` is the idempotency key, times are in Unix ms. */
export interface LambdaRunEvent {
  job_id: string;
  run: string;
  occurrence: number;
  number: number;
  attempt: number;
  /** The moment the attempt's time is over. */
  deadline: number;
  namespace: RunContext['namespace'];
  product: string;
  env: string;
  target: RunRequest['target'];
  input: RunRequest['input'];
  session?: RunContext['session'];
}

/** The name of the error by which an own function says that it has done its work, and that its result cannot be told. */
export const NOT_KEPT = 'DuctapeResultNotKept';

/** What the function is told of the run. */
export function eventOf(
  { target, input }: Pick<RunRequest, 'target' | 'input'>,
  context: RunContext,
): LambdaRunEvent {
  const { job_id, occurrence, number, attempt, deadline, namespace, product, env, session } = context;
  const run = { job_id, run: context.identity, occurrence, number, attempt, deadline };
  return { ...run, namespace, product, env, target, input, ...(session && { session }) };
}
