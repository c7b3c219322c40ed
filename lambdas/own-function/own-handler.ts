import { inspect } from 'node:util';
import { ErrorCode } from '../../contract/errors.ts';
import type { JobFunction, JobLog, JobRun } from '../../contract/job-function.ts';
import { isSecretReference, secretName } from '../../core/input/secret-reference.ts';
import type { Secrets } from '../../core/ports/access.ts';
import { type LambdaRunEvent, NOT_KEPT } from '../../namespaces/shared/lambda/run-event.ts';
import { Env } from '../environment.ts';

/** Of the answer of a function, Lambda carries 6 MB; the scheduler keeps far less. */
const ANSWER_MAX = 1_000_000;

/** What of Lambda's context is used. */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/**
 * Your own function as a handler of Lambda. What it returns is answered as JSON, and where that cannot be, the caller is told that
 * the work was done. @throws Error what the function threw, named after its code where it has one
 * @param secret reads a secret that the config lists
 */
export function ownHandler(job: JobFunction<never>, secret: JobRun['secret'] = secretText) {
  return async (event: LambdaRunEvent, context: LambdaContext): Promise<unknown> => {
    const timer = new AbortController();
    const deadline = Math.min(event.deadline, Date.now() + context.getRemainingTimeInMillis());
    const timeout = setTimeout(() => timer.abort(), Math.max(0, deadline - Date.now()));
    try {
      return kept(await job(event.input as never, runOf(event, deadline, timer.signal, secret)));
    } catch (error) {
      throw named(error);
    } finally {
      clearTimeout(timeout);
    }
  };
}

function runOf(
  event: LambdaRunEvent,
  deadline: number,
  signal: AbortSignal,
  secret: JobRun['secret'],
): JobRun {
  const { job_id, run, occurrence, number, attempt, namespace, product, env, target, session } = event;
  const identity = { job_id, number, attempt };
  return {
    ...identity,
    idempotency_key: run,
    occurrence,
    namespace,
    product,
    env,
    target: { ...target },
    ...(session && { session }),
    deadline,
    signal,
    log: logOf(identity),
    secret,
  };
}

function logOf(identity: Record<string, unknown>): JobLog {
  const write = (level: string) => (message: string, details?: Record<string, unknown>) =>
    console.log(lineOf({ level, message, ...identity }, details));
  return { debug: write('DEBUG'), info: write('INFO'), warn: write('WARN'), error: write('ERROR') };
}

/** A log must not fail a run: details that are not JSON are left out. */
function lineOf(line: Record<string, unknown>, details?: Record<string, unknown>): string {
  try {
    return JSON.stringify({ ...details, ...line }, (_key, value: unknown) =>
      value instanceof Error
        ? { name: value.name, message: value.message, stack: value.stack }
        : textOf(value),
    );
  } catch {
    return JSON.stringify({ ...line, details: 'they are not JSON' });
  }
}

const textOf = (value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** The result, if Lambda can carry it. @throws NotKept where the work was done and its result cannot be told */
function kept(result: unknown): unknown {
  let json: string | undefined;
  try {
    json = JSON.stringify(result ?? null, (_key, value: unknown) => textOf(value));
  } catch {
    throw new NotKept('the result is not JSON');
  }
  if (json === undefined) return null;
  if (json.length > ANSWER_MAX) throw new NotKept('the result is larger than 1 MB');
  return JSON.parse(json);
}

class NotKept extends Error {
  override readonly name = NOT_KEPT;
}

/** Lambda tells the name of an error and not its code. */
function named(error: unknown): unknown {
  if (!(error instanceof Error))
    return new Error(
      typeof error === 'string' ? error : inspect(error, { breakLength: Number.POSITIVE_INFINITY }),
    );
  const { code } = error as { code?: unknown };
  // A class that extends Error has its name only where it says so.
  const ofClass = error.name === 'Error' ? error.constructor.name : error.name;
  const name = typeof code === 'string' ? code : ofClass;
  // A stack that is not text, as some libraries make it, would keep Lambda from telling the error.
  const isText = typeof error.stack === 'string';
  if (name === error.name && isText) return error;
  return Object.assign(new Error(error.message), { name, stack: isText ? error.stack : '' });
}

let secrets: Promise<Secrets> | undefined;

/** The text of a secret that the config lists for this function. @throws Error naming the secret and what keeps it from being read */
async function secretText(name: string): Promise<string> {
  const listed: string[] = JSON.parse(process.env[Env.ownSecrets] ?? '[]');
  if (!isSecretReference(name) || !listed.map(secretName).includes(secretName(name)))
    throw notFound(
      `the config does not list the secret ${JSON.stringify(name)} among the function's secrets`,
    );
  secrets ??= import('../own-secrets.ts').then(({ ownSecrets }) => ownSecrets());
  return await (await secrets).get(name);
}

/** An error that is final, by its code. */
const notFound = (message: string) => Object.assign(new Error(message), { code: ErrorCode.NotFound });
