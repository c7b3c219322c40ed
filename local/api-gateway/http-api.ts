import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaFunction } from '../lambda/function.ts';
import { LambdaServiceError, readBody } from '../lambda/http.ts';
import { serveOnLoopback } from '../lambda/loopback.ts';
import { functionAnswer, gatewayAnswer, type HttpAnswer } from './function-response.ts';
import { gatewayProblem } from './gateway-problem.ts';
import { isJson, notJson } from './json-only.ts';
import { requestEvent } from './request-event.ts';
import { RouteTable } from './route-table.ts';

/** Routes and bounds of an HTTP API. */
export interface HttpApiOptions {
  /** Route keys such as `POST /v1/{namespace}/dispatch`, `ANY /{proxy+}` or `$default`. */
  routes: readonly { routeKey: string; function: Pick<LambdaFunction, 'invoke'> }[];
  /** 0 unless told: a free one. */
  port?: number;
  /** Whether a body must be JSON by its content type, which AWS does not ask for; a web page cannot say so unasked. */
  jsonOnly?: boolean;
  /** Whether the gateway's own answers are problem details like those of the API; AWS gives `{"message"}`. */
  problems?: boolean;
  /** Tells the paths to which links of web pages may lead; none unless told. */
  isView?: (path: string) => boolean;
  /** How long a function may take before the client gets a 503; 30 seconds unless told, as on AWS. */
  integrationTimeoutMs?: number;
}

/** A running HTTP API. */
export interface HttpApi {
  endpoint: string;
  /** Closes the port and all connections. */
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Serves an API Gateway HTTP API with Lambda proxy integrations (payload format 2.0) on 127.0.0.1. */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const { integrationTimeoutMs = 30_000, jsonOnly = false, problems = false } = options;
  const table = new RouteTable(
    options.routes.map(({ routeKey, function: target }) => ({ routeKey, target })),
  );

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const [rawPath = '', rawQueryString = ''] = splitOnce(request.url ?? '/', '?');
    const path = decoded(rawPath);
    const body = await readBody(request, MAX_BODY_BYTES);
    if (path === undefined) return gatewayAnswer(400, 'Bad Request');
    if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
    const contentType = request.headers['content-type'];
    if (jsonOnly && body.length > 0 && !isJson(contentType)) return notJson(contentType);
    const match = table.match(request.method ?? '', path);
    if (!match) return gatewayAnswer(404, 'Not Found');
    const event = requestEvent(request, { ...match, path, rawQueryString, body, now: new Date() });
    return await integrate(match.target, JSON.stringify(event), integrationTimeoutMs);
  }

  return await serveOnLoopback(
    (request, response) => {
      answer(request)
        .catch((error: unknown) => failure(error))
        .then((it) => sendOrFail(response, problems && it.isGateways ? asProblem(it, request) : it))
        // The client went away.
        .catch(() => response.destroy());
    },
    options.port ?? 0,
    options.isView,
  );
}

/** A call that has waited longer than this for an environment is refused: its client has ended it by then. */
const WAIT_SHARE = 2 / 3;

/** A laptop runs a few environments where AWS runs a thousand, so a call waits for one instead of being throttled. */
async function integrate(
  target: Pick<LambdaFunction, 'invoke'>,
  event: string,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const { promise: timedOut, resolve: giveUp } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => giveUp(undefined), timeoutMs);
  try {
    const result = await Promise.race([target.invoke(event, { waitMs: timeoutMs * WAIT_SHARE }), timedOut]);
    if (!result) return gatewayAnswer(503, 'Service Unavailable');
    return result.functionError
      ? gatewayAnswer(500, 'Internal Server Error')
      : functionAnswer(result.payload);
  } finally {
    clearTimeout(timer);
  }
}

/** A body that fits the gateway may not fit the function; a throttled function is an unavailable service. */
function failure(error: unknown): HttpAnswer {
  const status = error instanceof LambdaServiceError ? error.statusCode : 500;
  if (status === 413) return gatewayAnswer(413, 'Request Entity Too Large');
  if (status === 429) return gatewayAnswer(503, 'Service Unavailable');
  return gatewayAnswer(500, 'Internal Server Error');
}

/** A header that HTTP does not allow is the function's fault. */
function sendOrFail(response: ServerResponse, answer: HttpAnswer): void {
  try {
    send(response, answer);
  } catch {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    send(response, gatewayAnswer(500, 'Internal Server Error'));
  }
}

function send(response: ServerResponse, { statusCode, headers, cookies, body }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  if (!response.req.complete) response.setHeader('connection', 'close');
  response.writeHead(statusCode, { 'content-length': body.length }).end(body);
}

function asProblem({ statusCode }: HttpAnswer, { method, url = '/' }: IncomingMessage): HttpAnswer {
  return gatewayProblem(statusCode, `${method} ${splitOnce(url, '?')[0]}`);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
