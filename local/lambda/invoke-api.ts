import type { IncomingMessage, ServerResponse } from 'node:http';
import { functionNameOf } from '../names.ts';
import { type InvocationType, type LambdaFunction, MAX_PAYLOAD_BYTES } from './function.ts';
import { LambdaServiceError, readBody } from './http.ts';
import { serveOnLoopback } from './loopback.ts';

/** A running Invoke API. */
export interface InvokeApi {
  /** For the `endpoint` of a Lambda client. */
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * Serves https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html for the given functions on a free port of
 * 127.0.0.1. Functions may be added later. Signatures are not checked.
 * @param waitMs how long a call waits for an environment while its caller does; 0 unless told, as on AWS
 */
export async function startInvokeApi(functions: readonly LambdaFunction[], waitMs = 0): Promise<InvokeApi> {
  return await serveOnLoopback((request, response) => {
    invoke(functions, waitMs, request, response).catch((error: unknown) => refuse(response, error));
  }, 0);
}

async function invoke(
  functions: readonly LambdaFunction[],
  waitMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?');
  const [, encodedName] = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/.exec(path) ?? [];
  if (request.method !== 'POST' || encodedName === undefined) {
    throw new LambdaServiceError('UnknownOperationException', 404, `Not served: ${request.method} ${path}`);
  }
  const name = functionNameOf(decodeURIComponent(encodedName));
  const fn = functions.find((candidate) => candidate.name === name);
  if (!fn) throw new LambdaServiceError('ResourceNotFoundException', 404, `Function not found: ${name}`);
  const type = invocationType(request.headers['x-amz-invocation-type']);
  const limit = MAX_PAYLOAD_BYTES[type];
  const body = await readBody(request, limit);
  if (!body) {
    const message = `Payload is too large for the ${type} invocation type (limit ${limit} bytes)`;
    throw new LambdaServiceError('RequestEntityTooLargeException', 413, message);
  }
  requireJson(body);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const result = await fn.invoke(body, { type, waitMs, signal: gone.signal });
  response.writeHead(result.statusCode, {
    'Content-Type': 'application/json',
    ...(type === 'RequestResponse' && { 'X-Amz-Executed-Version': '$LATEST' }),
    ...(result.functionError && { 'X-Amz-Function-Error': result.functionError }),
  });
  response.end(result.payload);
}

function invocationType(header: string | string[] | undefined): InvocationType {
  const type = String(header ?? 'RequestResponse');
  if (type in MAX_PAYLOAD_BYTES) return type as InvocationType;
  throw new LambdaServiceError('InvalidParameterValueException', 400, `Unknown invocation type ${type}`);
}

function requireJson(body: Buffer): void {
  if (body.length === 0) return;
  try {
    JSON.parse(body.toString());
  } catch (cause) {
    const message = `Could not parse request body into json: ${String(cause)}`;
    throw new LambdaServiceError('InvalidRequestContentException', 400, message);
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const known =
    error instanceof LambdaServiceError
      ? error
      : new LambdaServiceError('ServiceException', 500, String(error));
  const body = JSON.stringify({ Type: known.statusCode < 500 ? 'User' : 'Service', Message: known.message });
  response.writeHead(known.statusCode, {
    'Content-Type': 'application/json',
    'X-Amzn-ErrorType': known.code,
  });
  response.end(body);
}
