import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ErrorCode } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { RequestError, validationError } from '../../core/errors/request-error.ts';
import { ROUTE_KEYS, type RouteKey } from './route-keys.ts';

/** A call of the API, however it came. */
export interface ApiRequest {
  route: RouteKey;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
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

/** Reads either event into a request. @throws RequestError for what cannot be one */
export function readRequest(event: DispatchEvent): ApiRequest {
  return isGatewayEvent(event) ? readGatewayEvent(event) : readDirectCall(event);
}

function readGatewayEvent(event: APIGatewayProxyEventV2): ApiRequest {
  const route = ROUTE_KEYS.find((key) => key === event.routeKey);
  if (!route) throw noRoute(event.routeKey);
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  bound(bytes.length);
  return {
    route,
    params: definite(event.pathParameters ?? {}),
    query: definite(event.queryStringParameters ?? {}),
    body: parse(bytes),
  };
}

function readDirectCall(call: DirectCall): ApiRequest {
  const called = `${String(call?.method)} ${String(call?.path)}`;
  for (const route of ROUTE_KEYS) {
    const pattern = route.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(called);
    if (!match) continue;
    if (call.body !== undefined) bound(Buffer.byteLength(JSON.stringify(call.body)));
    const texts = Object.entries(call.query ?? {}).map(([name, value]) => [name, String(value)]);
    return { route, params: definite(match.groups ?? {}), query: Object.fromEntries(texts), body: call.body };
  }
  throw noRoute(called);
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
