import type { Config, Resource } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import { findResource } from '../../core/config/find-resource.ts';
import { RequestError } from '../../core/errors/request-error.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { Outcome } from '../../core/jobs/finish.ts';
import type { Payload } from '../../core/jobs/payload.ts';
import { type JobRow, type RunInFlight, runIdentity } from '../../core/jobs/row.ts';
import type { NamespaceRun } from '../../core/ports/namespace-run.ts';
import type { Runner } from '../../core/ports/runner.ts';
import type { Secrets } from '../../core/ports/secrets.ts';
import { boundResult } from './bound-result.ts';

/** What running needs. */
export interface RunnerSetup {
  config: Config;
  secrets: Secrets;
  /** The handler of a resource. */
  runFor: (namespace: Namespace, resource: Resource) => Promise<NamespaceRun>;
  /** Told of what a failure's message must not say. */
  onFault: (error: unknown) => void;
}

/** Runs attempts by their namespace's handler, each within its own time. */
export function createRunner(setup: RunnerSetup): Runner {
  return async (row, payload, run) => {
    try {
      return { ok: true, result: boundResult(await attempt(setup, row, payload, run)) };
    } catch (error) {
      return failed(error, setup);
    }
  };
}

async function attempt(
  setup: RunnerSetup,
  row: JobRow,
  payload: Payload,
  run: RunInFlight,
): Promise<unknown> {
  const { namespace, product, env, timeout } = row;
  const abort = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new RunError(ErrorCode.Timeout, `The attempt did not end within ${timeout} ms.`);
    abort.abort(error);
    reject(error);
  }, timeout);
  try {
    const resource = findResource(setup.config, row, namespace, payload.target.resource);
    const handle = await setup.runFor(namespace, resource);
    const work = handle(
      { resource, target: payload.target, input: payload.input },
      {
        identity: runIdentity(row.id, run.occurrence),
        job_id: row.id,
        namespace,
        product,
        env,
        occurrence: run.occurrence,
        number: run.number,
        attempt: run.attempt,
        ...(payload.session && { session: payload.session }),
        signal: abort.signal,
        timeout,
        secrets: setup.secrets,
      },
    );
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

function failed(error: unknown, { onFault }: RunnerSetup): Outcome {
  if (error instanceof RunError) {
    if (error.cause !== undefined) onFault(error);
    return { ok: false, failure: { ...error.toFailure(), retryAfterMs: error.retryAfterMs } };
  }
  if (error instanceof RequestError)
    return { ok: false, failure: { code: error.code, message: error.message } };
  onFault(error);
  return { ok: false, failure: { code: ErrorCode.Internal, message: 'The handler failed unexpectedly.' } };
}
