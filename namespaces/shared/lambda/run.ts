import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord, defined } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { NamespaceRun, RunContext, RunRequest } from '../../../core/ports/namespace.ts';
import { doneOnce, unreadSuccess } from '../aws-effect.ts';
import { awsRunError } from '../aws-error.ts';
import { thrownCode } from '../error-code.ts';
import { parseExactJson } from '../exact-json.ts';
import { regionalClients } from '../per-access.ts';
import { Unkept } from '../unkept.ts';
import { type LambdaRunEvent, NOT_KEPT } from './run-event.ts';

/** What a function's error tells; `errorType` is the class or name of what it threw. */
interface FunctionFailure {
  errorType?: unknown;
  errorMessage?: unknown;
  code?: unknown;
  /** Of Node.js. */
  trace?: unknown;
  /** Of Python. */
  stackTrace?: unknown;
}

/** Errors after which the function has done its work, and its result cannot be told. */
const DONE_UNTOLD: readonly unknown[] = [NOT_KEPT, 'Function.ResponseSizeTooLarge'];

/** Names that every thrown thing has and that say nothing. */
const GENERIC = ['ERROR', 'EXCEPTION'];

/**
 * Invokes the resource's function and waits for what it returns, which is not kept where the function says so or Lambda cannot carry it.
 * @throws RunError with the name of what the function threw (`CardDeclined` is `CARD_DECLINED`), `FUNCTION_ERROR`
 * where that says nothing, `TIMEOUT` where it ran out of time, and the mapped type of what Lambda itself refused
 */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  const functionArn = await resolveSecrets(arnOf(resource), context.secrets);
  const { signal } = context;
  const event = eventOf({ target, input }, context);
  const answer = await clientFor(context.aws, regionOf(functionArn))
    .send(new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) }), {
      abortSignal: signal,
    })
    .catch((error: unknown) => {
      const unread = unreadSuccess(error);
      if (unread) return unread;
      if (!signal.aborted) throw awsRunError(error);
      throw new RunError(ErrorCode.Timeout, 'the function did not answer in time', { cause: error });
    });
  if ('kept' in answer) return answer;
  const payload = new TextDecoder().decode(Buffer.from(answer.Payload ?? []));
  return readAnswer(payload, answer.FunctionError !== undefined);
};

/** What the function is told of the run. */
export function eventOf(
  { target, input }: Pick<RunRequest, 'target' | 'input'>,
  context: RunContext,
): LambdaRunEvent {
  const { job_id, occurrence, number, attempt, deadline, namespace, product, env, session } = context;
  const run = { job_id, run: context.identity, occurrence, number, attempt, deadline };
  return { ...run, namespace, product, env, target, input, ...(session && { session }) };
}

/** The result in what a function answered. @throws RunError where it failed, see {@link run} */
export function readAnswer(payload: string, failed: boolean): unknown {
  if (!failed) return parse(payload);
  const failure = failureOf(payload);
  if (DONE_UNTOLD.includes(failure.errorType)) return new Unkept(messageOf(failure));
  throw functionError(failure);
}

function arnOf(resource: RunRequest['resource']): string {
  if (resource.provider === 'lambda') return resource.functionArn;
  throw new RunError(ErrorCode.Internal, `"${resource.provider}" is not a Lambda function`);
}

const clientFor = regionalClients((settings) =>
  doneOnce(
    new LambdaClient({
      ...settings,
      // An attempt invokes once: whether there is another is for the job's retry policy to say.
      maxAttempts: 1,
      // A connection kept over a freeze of this process is dead, and the SDK cannot tell that from a function
      // that has already run; so each invocation has its own.
      requestHandler: {
        ...settings.requestHandler,
        httpAgent: new HttpAgent({ keepAlive: false }),
        httpsAgent: new HttpsAgent({ keepAlive: false }),
      },
    }),
  ),
);

const regionOf = (functionArn: string) => /^arn:[^:]+:lambda:([a-z0-9-]+):/.exec(functionArn)?.[1];

const failureOf = (payload: string): FunctionFailure => asRecord(parse(payload));

const messageOf = ({ errorMessage }: FunctionFailure) =>
  typeof errorMessage === 'string' ? errorMessage : 'the function failed';

function functionError(failure: FunctionFailure): RunError {
  const message = messageOf(failure);
  const code = codeOf(failure, message);
  const said = [failure.code, failure.errorType].find((name) => thrownCode(name) === code);
  return new RunError(
    code,
    message,
    defined({ said: said === undefined ? undefined : String(said), trace: traceOf(failure) }),
  );
}

/** The frames alone: what was thrown stands in the code and the message. */
function traceOf({ trace, stackTrace }: FunctionFailure): string | undefined {
  const frames = [trace, stackTrace].find(Array.isArray) ?? [];
  const lines = frames.map(String).filter((line) => /^\s*(at|File) /.test(line));
  return lines.length > 0 ? lines.map((line) => line.trim()).join('\n') : undefined;
}

function codeOf({ code, errorType }: FunctionFailure, message: string): string {
  // Lambda's own words, after a time and the request's id; older runtimes give no type with them, newer ones this one.
  const timedOut = errorType === undefined && /^\S+ \S+ Task timed out after [\d.]+ seconds$/.test(message);
  if (timedOut || errorType === 'Sandbox.Timedout') return ErrorCode.Timeout;
  const named = [code, errorType].map(thrownCode).find((name) => name && !GENERIC.includes(name));
  return named ?? ErrorCode.Function;
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}
