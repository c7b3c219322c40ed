import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { HOUR, MINUTE } from '../../core/time/units.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { EnvironmentPool } from './environment-pool.ts';
import { failurePayload, LambdaServiceError } from './http.ts';
import type { Signal } from './signal.ts';

/** The bounds AWS puts on a payload, in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_PAYLOAD_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;

/** How a function is invoked. */
export type InvocationType = keyof typeof MAX_PAYLOAD_BYTES;

/** What to run and how. */
export interface FunctionOptions {
  name: string;
  /**
   * The bundle: the directory that holds the handler's file. One that changes is asked for before each invocation; environments of
   * another one end, and a fault is that of the invocation.
   */
  directory: string | (() => Promise<string>);
  /** File and export, such as `index.handler`; the file is ESM or CommonJS. */
  handler: string;
  /** Added to what Lambda sets; the process inherits nothing else from the host but PATH. */
  environment?: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
  maxConcurrency: number;
  /** One line of the function's stdout or stderr; `requestId` is undefined during init. */
  log: (line: string, source: { function: string; requestId: string | undefined }) => void;
  region?: string;
  accountId?: string;
  /** An environment unused for so long is taken down; 5 minutes unless told. */
  idleMs?: number;
  /** The waits before the retries of an Event invocation; 1 and 2 minutes unless told, as on AWS. */
  retryDelaysMs?: readonly number[];
  /** The clock that the function sees; the machine's unless told. */
  clock?: VirtualClock;
}

/** How to invoke. */
export interface InvokeOptions {
  type?: InvocationType;
  /** How long to wait for a free environment before TooManyRequestsException; 0 unless told, as on AWS. */
  waitMs?: number;
  /** Ends the wait for an environment: the caller has left. */
  signal?: AbortSignal;
}

/** What an invocation gave: 200 with the function's answer, 202 for an Event, 204 for a DryRun. */
export interface InvocationResult {
  statusCode: number;
  payload: Buffer;
  /** Set when the function failed; the payload then says why. */
  functionError?: 'Unhandled';
}

/** A Lambda function on this machine. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** Invokes the function; rejects with LambdaServiceError where the Lambda service would refuse. */
  invoke(payload: Buffer | string, options?: InvokeOptions): Promise<InvocationResult>;
  /** How many invocations could begin now without being throttled. */
  free(): number;
  /** Announces every end of an invocation. */
  readonly released: Signal;
  environments(): { pid: number; busy: boolean }[];
  /** Kills all environments; resolves when their processes are gone. */
  stop(): Promise<void>;
}

// AWS keeps an asynchronous event for six hours while the function is throttled.
const MAX_EVENT_AGE_MS = 6 * HOUR;
const EMPTY = Buffer.alloc(0);

/** Creates a function; processes are started when it is invoked. */
export function createFunction(options: FunctionOptions): LambdaFunction {
  const { name, timeoutMs, memoryMb, directory, maxConcurrency, clock } = options;
  const { region = 'us-east-1', accountId = '000000000000', retryDelaysMs = [MINUTE, 2 * MINUTE] } = options;
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const log = (line: string, requestId: string | undefined) =>
    options.log(line, { function: name, requestId });
  const variables = environmentVariables(options, region);
  const spec = {
    directory: typeof directory === 'string' ? directory : '',
    variables,
    memoryMb,
    timeoutMs,
    log,
    ...(clock && { clock }),
  };
  const pool = new EnvironmentPool(spec, maxConcurrency, options.idleMs ?? 5 * MINUTE);
  const events = new AsyncInvocations(retryDelaysMs, log);
  const run = async (requestId: string, input: Buffer | string, waitMs: number, signal?: AbortSignal) => {
    try {
      if (typeof directory === 'function') pool.replaceBundle(await directory());
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log(message, requestId);
      return { payload: failurePayload('Runtime.ImportModuleError', message), failed: true };
    }
    return await pool.run(requestId, arn, input, waitMs, signal);
  };

  return {
    name,
    arn,
    released: pool.released,
    free: () => pool.free(),
    environments: () => pool.environments(),
    async invoke(payload, { type = 'RequestResponse', waitMs = 0, signal } = {}) {
      requireSize(payload, type);
      if (type === 'DryRun') return { statusCode: 204, payload: EMPTY };
      const requestId = randomUUID();
      // A function invoked without a payload gets an empty object.
      const input = payload.length === 0 ? '{}' : payload;
      if (type === 'Event') {
        events.push(requestId, () => run(requestId, input, MAX_EVENT_AGE_MS));
        return { statusCode: 202, payload: EMPTY };
      }
      const outcome = await run(requestId, input, waitMs, signal);
      const result = { statusCode: 200, payload: outcome.payload };
      return outcome.failed ? { ...result, functionError: 'Unhandled' } : result;
    },
    async stop() {
      events.stop();
      await pool.stop();
    },
  };
}

function requireSize(payload: Buffer | string, type: InvocationType): void {
  const size = Buffer.byteLength(payload);
  const limit = MAX_PAYLOAD_BYTES[type];
  if (size <= limit) return;
  const message = `${size} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`;
  throw new LambdaServiceError('RequestEntityTooLargeException', 413, message);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environmentVariables(options: FunctionOptions, region: string): Record<string, string> {
  const { name, handler, memoryMb, environment } = options;
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // The SDK would else read the profile of the account that runs the host, which no Lambda has.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...environment,
    _HANDLER: handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${name}`,
  };
}
