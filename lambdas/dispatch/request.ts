import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ErrorCode } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { RequestError, validationError } from '../../core/errors/request-error.ts';
import type { Caller } from '../../core/jobs/caller.ts';
import type { Access } from '../../core/jobs/scope.ts';
import { accessOf, callerOf, directAccess, invokerOf } from './caller.ts';
import { type DirectCall, type DispatchEvent, directCall, isGatewayEvent } from './event.ts';
import { matchRoute, type RouteMatch } from './match-route.ts';
import { type QueryOf, readQuery } from './queries.ts';
import { changesNothing, type RouteKey } from './route-keys.ts';
import { type ClaimNames, type Who, whoCalls, whoInvokes } from './who.ts';

/** A call of the API, however it came. */
export interface ApiRequest<Key extends RouteKey = RouteKey> {
  route: Key;
  params: Record<string, string>;
  query: QueryOf<Key>;
  /** An empty object when none came; null is a body like any other. */
  body: unknown;
  who: Who;
  /** The version that the caller has of what it asks for, if it said so. */
  known?: string | undefined;
  /** What the caller may see. */
  access: Access;
  /** The caller, as the audit trail tells it. */
  caller: Caller;
  /** The product and env that the path is confined to, if it is. */
  scope?: RouteMatch['scope'] | undefined;
}

/** The answer to a call. */
export interface ApiResponse {
  status: number;
  body: unknown;
  /** Which version of it that is. */
  version?: string;
  /** Failures within it, to be logged: the call as a whole was answered. */
  faults?: readonly unknown[];
}

/**
 * Reads either event into a request.
 * @param isLocal it is the embedded cloud that calls
 * @throws RequestError for what cannot be one; `FORBIDDEN`, before anything of it is read, for a change by a caller that may only look
 */
export function readRequest(event: DispatchEvent, claims: ClaimNames, isLocal = false): ApiRequest {
  return isGatewayEvent(event)
    ? readGatewayEvent(event, claims, isLocal)
    : readDirectCall(directCall(event), isLocal);
}

function readGatewayEvent(event: APIGatewayProxyEventV2, claims: ClaimNames, isLocal: boolean): ApiRequest {
  const { method, path } = event.requestContext.http;
  const match = matchRoute(method, decodedPath(event));
  if (!match) throw noRoute(`${method} ${path}`);
  const { route, params, scope } = match;
  const caller = callerOf(event, isLocal);
  const who = whoCalls(event, caller, claims);
  if (who.may.write === false && !changesNothing(route)) throw mayOnlyLook(claims);
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  bound(bytes.length, route);
  return {
    route,
    params,
    // `queryStringParameters` joins the values of a parameter that came twice.
    query: readQuery(route, [...new URLSearchParams(event.rawQueryString)]),
    body: within(scope, route, parseBody(bytes)),
    who,
    caller,
    known: knownIn(event.headers?.['if-none-match']),
    access: accessOf(event, match, claims.products),
    scope,
  };
}

/** The version of an `If-None-Match` with one tag (RFC 9110, 13.1.2), which a proxy may have made weak. */
function knownIn(header: string | undefined): string | undefined {
  return /^(?:W\/)?"([^"]*)"$/.exec(header?.trim() ?? '')?.[1];
}

/** API Gateway hands the path on decoded; the URL of a function, whose event is the same otherwise, as it came. */
function decodedPath({ rawPath, requestContext }: APIGatewayProxyEventV2): string {
  const path = rawPath ?? requestContext.http.path;
  if (!/\.lambda-url\.[a-z0-9-]+\.on\.aws$/.test(requestContext.domainName ?? '')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function readDirectCall(call: DirectCall, isLocal: boolean): ApiRequest {
  const { method, path, known } = call;
  const match = matchRoute(method, path);
  if (!match) throw noRoute(`${method} ${path}`);
  const { route, params, scope } = match;
  const caller = invokerOf(isLocal);
  if (call.body !== undefined) bound(Buffer.byteLength(JSON.stringify(call.body)), route);
  const given = Object.entries(call.query ?? {}).filter(([, value]) => value !== undefined);
  return {
    route,
    params,
    query: readQuery(route, given.map(asText)),
    body: within(scope, route, call.body),
    who: whoInvokes(caller),
    caller,
    known,
    access: directAccess(match),
    scope,
  };
}

/** The routes whose body names a product and env. */
const TAKES_SCOPE = [
  '/dispatch',
  'PUT /v1/webhooks',
  'PUT /v1/schedules',
  'PUT /v1/schedules/{name}',
  '/pause-all',
  '/resume-all',
];

/** A dispatch, schedule, webhook or hold confined to a product and env need not name them again. */
function within(scope: RouteMatch['scope'], route: RouteKey, body: unknown = {}): unknown {
  if (!scope || !TAKES_SCOPE.some((end) => route.endsWith(end))) return body;
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...scope, ...body } : body;
}

function mayOnlyLook({ access }: ClaimNames): RequestError {
  const detail = `This token may look, but not change anything: its claim "${access}" does not list "write".`;
  return new RequestError(ErrorCode.Forbidden, detail);
}

function noRoute(called: string): RequestError {
  return new RequestError(ErrorCode.NotFound, `There is no route ${called.slice(0, 200)}.`);
}

function bound(bytes: number, route: RouteKey): void {
  const most = route === 'POST /v1/dispatch' ? Limits.manyBodyBytes : Limits.bodyBytes;
  if (bytes <= most) return;
  throw new RequestError(
    ErrorCode.PayloadTooLarge,
    `The body may have at most ${most} bytes; it has ${bytes}.`,
  );
}

/** The JSON of a body; undefined for an empty one. @throws RequestError for what is not JSON */
export function parseBody(bytes: Buffer): unknown {
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

/** The values of a query string are texts; functions may pass on numbers and booleans. */
function asText([name, value]: [string, unknown]): [string, unknown] {
  return [name, typeof value === 'number' || typeof value === 'boolean' ? String(value) : value];
}
