import type { LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import { ErrorCode } from '../contract/errors.ts';
import { asRecord } from '../contract/plain-data.ts';
import { codeOfStatus, DuctapeError, INVALID_RESPONSE, missingPackage } from './ductape-error.ts';
import { readRetryAfter } from './exchange.ts';
import { noAnswer } from './no-answer.ts';
import type { ApiRequest, ApiResponse, Credentials, Transport } from './transport.ts';

/** The dispatch function, invoked without API Gateway. */
export interface LambdaOptions {
  /** Name, ARN or partial ARN of the dispatch function, of a version or of an alias. */
  functionName: string;
  /** Default: as the AWS SDK finds it. */
  region?: string;
  /** Default: the provider chain of the AWS SDK. */
  credentials?: Credentials;
  /** Of the Lambda API, where it is not AWS's own. */
  endpoint?: string;
}

/** Invokes the dispatch function directly; the caller needs `lambda:InvokeFunction` on it and nothing else. */
export function lambdaTransport(options: LambdaOptions): Transport {
  const { functionName, region, credentials, endpoint } = options;
  let client: LambdaClient | undefined;
  return async (request, signal) => {
    const { LambdaClient, InvokeCommand } = await loadLambda(request);
    client ??= new LambdaClient({
      // The SDK would also repeat a dispatch that has no idempotency key.
      maxAttempts: 1,
      ...(region && { region }),
      ...(credentials && { credentials }),
      ...(endpoint && { endpoint }),
    });
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) });
    const answer = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
      throw translate(request, error);
    });
    return read(request, answer.Payload?.transformToString() ?? '', answer.FunctionError);
  };
}

/** Only who invokes needs the package: a bundler without it warns at the import in a `try`, and fails at one outside. */
async function loadLambda(request: ApiRequest) {
  try {
    return await import('@aws-sdk/client-lambda');
  } catch (cause) {
    throw missingPackage(request, '@aws-sdk/client-lambda', cause);
  }
}

function read(request: ApiRequest, payload: string, functionError: string | undefined): ApiResponse {
  const answer = parse(payload);
  if (functionError) {
    // The status with which API Gateway passes on a function that threw or ran out of time.
    const detail = `the dispatch function failed: ${answer['errorMessage'] ?? functionError}`;
    throw new DuctapeError(request, { code: ErrorCode.Internal, status: 502, detail });
  }
  const { status, body } = answer;
  if (typeof status === 'number') return { status, body };
  const detail = `expected {status, body} from the function, got ${payload.slice(0, 120) || 'nothing'}`;
  throw new DuctapeError(request, { code: INVALID_RESPONSE, detail });
}

function parse(payload: string): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(payload));
  } catch {
    return {};
  }
}

/** An exception of the Lambda service has an HTTP status; anything else is the network's. */
function translate(request: ApiRequest, error: unknown): DuctapeError {
  const { name, message, $metadata, retryAfterSeconds } = error as Partial<LambdaServiceException> & {
    retryAfterSeconds?: string;
  };
  if (name === 'CredentialsProviderError') {
    const detail = `no AWS credentials to invoke with: ${message}`;
    return new DuctapeError(request, { code: ErrorCode.Unauthorized, detail, cause: error });
  }
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return noAnswer(request, error);
  return new DuctapeError(request, {
    code: codeOfStatus(status),
    status,
    detail: `Lambda: ${name} ${message}`,
    retryAfterMs: readRetryAfter(retryAfterSeconds, Date.now()),
    cause: error,
  });
}
