import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ErrorCode } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { RequestError, validationError } from '../../core/errors/request-error.ts';
import type { Access } from '../../core/usecases/access.ts';
import { accessOf, directAccess } from './caller.ts';
import { matchRoute, type RouteMatch } from './match-route.ts';
import type { RouteKey } from './route-keys.ts';

/** A call of the API, however it came. */
export interface ApiRequest {
  route: RouteKey;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  /** What the caller may see. */
  access: Access;
}

/** What a function that invokes this one directly sends; the answer is `{status, body}`. */
export interface DirectCall {
  method: string;
  path: string;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** What the function is invoked with. */
export type DispatchEvent = APIGatewayProxyEventV2 | DirectCall;

export function isGatewayEvent(event: DispatchEvent): event is APIGatewayProxyEventV2 {
  return 'requestContext' in event;
}

/**
 * Reads either event into a request.
 * @param claim the claim of a token that lists its bearer's products
 * @throws RequestError for what cannot be one
 */
export function readRequest(event: DispatchEvent, claim: string): ApiRequest {
  return isGatewayEvent(event) ? readGatewayEvent(event, claim) : readDirectCall(event);
}

function readGatewayEvent(event: APIGatewayProxyEventV2, claim: string): ApiRequest {
  const { method, path } = event.requestContext.http;
  const match = matchRoute(method, event.rawPath ?? path);
  if (!match) throw noRoute(`${method} ${path}`);
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  bound(bytes.length);
  const { route, params, scope } = match;
  return {
    route,
    params,
    query: definite(event.queryStringParameters ?? {}),
    body: within(scope, route, parse(bytes)),
    access: accessOf(event, match, claim),
  };
}

function readDirectCall(call: DirectCall): ApiRequest {
  const [method, path] = [String(call?.method), String(call?.path)];
  const match = matchRoute(method, path);
  if (!match) throw noRoute(`${method} ${path}`);
  if (call.body !== undefined) bound(Buffer.byteLength(JSON.stringify(call.body)));
  const texts = Object.entries(call.query ?? {}).map(([name, value]) => [name, String(value)]);
  const { route, params, scope } = match;
  return {
    route,
    params,
    query: Object.fromEntries(texts),
    body: within(scope, route, call.body),
    access: directAccess(match),
  };
}

/** A dispatch or webhook confined to a product and env need not name them again. */
function within(scope: RouteMatch['scope'], route: RouteKey, body: unknown): unknown {
  if (!scope || !(route.endsWith('/dispatch') || route === 'PUT /v1/webhooks')) return body;
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...scope, ...body } : body;
}

function noRoute(called: string): RequestError {
  return new RequestError(ErrorCode.NotFound, `There is no route ${called.slice(0, 200)}.`);
}

function bound(bytes: number): void {
  if (bytes <= Limits.bodyBytes) return;
  throw new RequestError(
    ErrorCode.PayloadTooLarge,
    `The body may have at most ${Limits.bodyBytes} bytes; it has ${bytes}.`,
  );
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw validationError([{ path: '', message: 'the body is not valid UTF-8' }]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? (/at position \d+/.exec(error.message)?.[0] ?? '') : '';
    throw validationError([{ path: '', message: `the body is not valid JSON ${where}`.trim() }]);
  }
}

function definite(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
