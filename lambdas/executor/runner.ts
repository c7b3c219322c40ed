import type { Config, Resource } from '../../contract/config.ts';
import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { findEnv } from '../../core/config/find-resource.ts';
import { RequestError } from '../../core/errors/request-error.ts';
import { Deferral, NoCapacity, RunError } from '../../core/errors/run-error.ts';
import { NewerFormat } from '../../core/formats/format.ts';
import { Redactor } from '../../core/input/redactor.ts';
import type { Outcome } from '../../core/jobs/finish.ts';
import type { Payload } from '../../core/jobs/payload.ts';
import { type JobRow, originOf, runIdentity } from '../../core/jobs/row.ts';
import type { RunningRun } from '../../core/jobs/run-in-flight.ts';
import type { AwsAccess, Secrets } from '../../core/ports/access.ts';
import type { Limiter } from '../../core/ports/limiter.ts';
import type { NamespaceRun, RunContext, Runner } from '../../core/ports/namespace.ts';
import type { ProgressStore } from '../../core/ports/progress-store.ts';
import type { Clock, Random } from '../../core/time/clock.ts';
import { MINUTE } from '../../core/time/units.ts';
import { acquireSlot } from '../../core/usecases/execute/acquire-slot.ts';
import { prepareRun } from '../../core/usecases/execute/prepare-run.ts';
import { boundResult, boundText } from './bound-result.ts';
import { describeFault } from './describe-fault.ts';

/** What running needs. */
export interface RunnerSetup {
  config: Config;
  /** The longest attempt that the executor has time for, ms, even if an earlier deployment accepted a longer timeout. */
  maxTimeout: number;
  /** AWS as the job's product and env may reach it. */
  accessOf: (row: JobRow) => AwsAccess;
  /** The secrets that can be read with it. */
  secrets: (access: AwsAccess) => Secrets;
  progress: ProgressStore;
  limiter: Limiter;
  clock: Clock;
  random: Random;
  /** The handler of a resource. */
  runFor: (namespace: Namespace, resource: Resource) => Promise<NamespaceRun>;
  /** Told of each run that has to wait for its turn at its target. */
  waits?: (row: JobRow, run: RunningRun) => Promise<void>;
  /** Receives the details that a failure's message must not show, without secrets. */
  onFault: (fault: unknown) => void;
}

/** Runs attempts by their namespace's handler, each within its own time; no secret it used leaves it. */
export function createRunner(setup: RunnerSetup): Runner {
  return async (row, payload, run) => {
    const redactor = new Redactor();
    const timeout = Math.min(row.timeout, setup.maxTimeout);
    const deadline = setup.clock.now() + timeout;
    const attempt = { setup, row, payload, run, redactor, timeout, deadline };
    try {
      return await within(timeout, (signal) => tryOnce(attempt, signal));
    } catch (error) {
      return failed(error, attempt);
    }
  };
}

/** One attempt and all that belongs to it. */
interface Attempt {
  setup: RunnerSetup;
  row: JobRow;
  payload: Payload;
  run: RunningRun;
  redactor: Redactor;
  /** Ms. */
  timeout: number;
  /** Unix ms. */
  deadline: number;
}

async function tryOnce(attempt: Attempt, signal: AbortSignal): Promise<Outcome> {
  const { setup, row, payload, run, redactor } = attempt;
  const aws = setup.accessOf(row);
  const own = setup.secrets(aws);
  const secrets = { get: async (name: string) => remember(await own.get(name), redactor) };
  const hide = (value: string) => redactor.addFromCaller(value);
  await hideInputSecrets(findEnv(setup.config, row).inputSecrets ?? [], secrets);
  const request = await prepareRun(setup.config, row, payload, run, secrets, hide);
  const identity = runIdentity(row.id, originOf(row, run).occurrence);
  const limits = 'limits' in request.resource ? request.resource.limits : undefined;
  const key = [row.product, row.env, row.namespace, payload.target.resource].join('#');
  const admission = limits ? await acquireSlot({ ...setup, key, limits, identity }, run) : undefined;
  if (admission && 'deferral' in admission) {
    await setup.waits?.(row, run).catch(() => undefined);
    return { ok: 'deferred', deferral: admission.deferral };
  }
  try {
    const handle = await setup.runFor(row.namespace, request.resource);
    const result = await handle(request, contextOf(attempt, identity, { aws, secrets }, signal));
    return { ok: true, result: boundResult(result, redactor) };
  } finally {
    // A place that is not given back is free when its lease is over; that must not fail what has succeeded.
    await admission?.release().catch((fault: unknown) => setup.onFault(describeFault(fault, redactor)));
  }
}

function contextOf(
  attempt: Attempt,
  identity: string,
  access: Pick<RunContext, 'aws' | 'secrets'>,
  signal: AbortSignal,
): RunContext {
  const { setup, row, payload, run, redactor } = attempt;
  const { number, occurrence } = originOf(row, run);
  return {
    identity,
    job_id: row.id,
    namespace: row.namespace,
    product: row.product,
    env: row.env,
    occurrence,
    number,
    attempt: run.attempt,
    ...(payload.session && { session: payload.session }),
    signal,
    timeout: attempt.timeout,
    deadline: attempt.deadline,
    ...access,
    hide: (value) => redactor.add(value),
    progress: {
      get: () => progressOf(identity, setup),
      set: (value) => setup.progress.put(identity, asRecord(redactor.hideIn(value))),
    },
  };
}

/** What is noted of a run, which its handler asks for first: where a newer release noted it, the run waits for that release. */
async function progressOf(identity: string, { progress, clock }: RunnerSetup) {
  try {
    return await progress.get(identity);
  } catch (error) {
    throw error instanceof NewerFormat ? new Deferral(clock.now() + MINUTE) : error;
  }
}

/**
 * Reads every secret that inputs may name, which hides it in this run: an earlier run may have stored it where this run
 * reads. A secret that does not exist cannot be shown.
 */
async function hideInputSecrets(names: readonly string[], secrets: Secrets): Promise<void> {
  const reads = names.map(async (name) => {
    try {
      await secrets.get(name);
    } catch (error) {
      if (!(error instanceof RunError && error.code === ErrorCode.NotFound)) throw error;
    }
  });
  await Promise.all(reads);
}

function remember(secret: string, redactor: Redactor): string {
  redactor.add(secret);
  return secret;
}

async function within<T>(timeout: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new RunError(ErrorCode.Timeout, `The attempt did not end within ${timeout} ms.`);
    abort.abort(error);
    reject(error);
  }, timeout);
  try {
    return await Promise.race([work(abort.signal), over]);
  } finally {
    clearTimeout(timer);
  }
}

const UNEXPECTED = { code: ErrorCode.Internal, message: 'The handler failed unexpectedly.' };
const BUSY = {
  code: ErrorCode.ServiceUnavailable,
  message: 'The progress of the run could not be kept now.',
};

function failed(error: unknown, { setup, redactor }: Attempt): Outcome {
  if (error instanceof Deferral) return { ok: 'deferred', deferral: { until: error.until } };
  const known = error instanceof RunError || error instanceof RequestError;
  if (!known || error.cause !== undefined) setup.onFault(describeFault(error, redactor));
  const failure = known ? error : error instanceof NoCapacity ? BUSY : UNEXPECTED;
  const retryAfterMs = error instanceof RunError ? error.retryAfterMs : undefined;
  const { said, trace, unsure } = error instanceof RunError ? error : {};
  const bounded = boundFailure(failure, redactor, said, trace);
  return { ok: false, failure: { ...bounded, retryAfterMs, ...(unsure && { unsure }) } };
}

/**
 * The one place where a run's error is changed: its lines become one, and it is cut. Redaction comes first, as it would not know a
 * secret that an app broke into lines once they are one. Codes of our own say no secret.
 * @param said the name that a target gave the error, which has lost its signs and its case in the code
 * @param trace where a function threw it
 */
function boundFailure(
  { code, message }: Pick<RunFailure, 'code' | 'message'>,
  redactor: Redactor,
  said?: string,
  trace?: string,
): RunFailure {
  const isOwn = Object.values<string>(ErrorCode).includes(code);
  return {
    code: isOwn ? code : boundText(redactor.hideInCode(code, said), Limits.errorCodeLength, redactor),
    message: boundText(message, Limits.errorMessageLength, redactor, (text) => text.replaceAll(/\s+/g, ' ')),
    ...(trace !== undefined && { stack: boundText(trace, Limits.errorStackLength, redactor) }),
  };
}
