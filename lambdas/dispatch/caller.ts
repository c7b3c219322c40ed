import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithIAMAuthorizer,
  APIGatewayProxyEventV2WithJWTAuthorizer,
} from 'aws-lambda';
import { type Caller, caller } from '../../core/jobs/caller.ts';
import { type Access, everything } from '../../core/jobs/scope.ts';
import type { RouteMatch } from './match-route.ts';

/**
 * What the caller may see: with a token, the products its claim lists (`shop`, `shop/prd`, or `*`), else everything,
 * as IAM has decided already; in either case only what the path is confined to.
 * @param claim the name of the token's claim
 */
export function accessOf(event: APIGatewayProxyEventV2, { scope }: RouteMatch, claim: string): Access {
  const granted = claimed(event, claim);
  return ({ product, env }) =>
    (scope === undefined || (scope.product === product && scope.env === env)) &&
    (granted === undefined || namesOf(product, env).some((name) => granted.includes(name)));
}

/** What a token may call this, or more than this. */
function namesOf(product: string | undefined, env: string | undefined): string[] {
  if (product === undefined) return ['*'];
  return ['*', product, ...(env === undefined ? [] : [`${product}/${env}`])];
}

/** Access of a function that invokes this one: everything that the path is confined to. */
export function directAccess({ scope }: RouteMatch): Access {
  if (!scope) return everything;
  return ({ product, env }) => scope.product === product && scope.env === env;
}

/**
 * The caller: what the authorizer knows, and the address that the gateway saw. Nothing that the caller sent says so; where there was no
 * authorizer, nothing is known.
 * @param isLocal it is the embedded cloud, whose callers are all on this machine
 */
export function callerOf(event: APIGatewayProxyEventV2, isLocal: boolean): Caller {
  const { requestContext } = event as Partial<
    APIGatewayProxyEventV2WithJWTAuthorizer & APIGatewayProxyEventV2WithIAMAuthorizer
  >;
  const address = requestContext?.http?.sourceIp;
  const { jwt, iam } = requestContext?.authorizer ?? {};
  if (jwt) return caller(subjectOf(jwt.claims), 'token', address);
  if (iam) return caller(iam.userArn ?? '', 'iam', address);
  return isLocal ? caller('local', 'local', address) : caller('anonymous', 'anonymous', address);
}

/** What invokes this function directly: Lambda does not tell. */
export const invokerOf = (isLocal: boolean): Caller =>
  isLocal ? caller('local', 'local') : caller('invoker', 'invoke');

/** A token of a program may have no subject, but its id. */
function subjectOf(claims: Record<string, unknown> | undefined): string {
  const [subject] = [claims?.['sub'], claims?.['client_id']].filter((claim) => typeof claim === 'string');
  return String(subject ?? '');
}

/** API Gateway hands a list on as text, `[shop blog/prd]`; an issuer may write it as a text of JSON, `["shop","blog/prd"]`. */
function claimed(event: APIGatewayProxyEventV2, claim: string): string[] | undefined {
  const { requestContext } = event as Partial<APIGatewayProxyEventV2WithJWTAuthorizer>;
  const jwt = requestContext?.authorizer?.jwt;
  if (!jwt) return undefined;
  return namesIn(jwt.claims?.[claim]).filter((name) => name !== '');
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  const text = String(value ?? '').trim();
  if (/^(\[\s*)?"/.test(text)) return namesOfJson(text);
  return text.replace(/^\[(.*)\]$/s, '$1').split(/[\s,]+/);
}

/** Nothing where it is not JSON of texts: half a list could name a product that was not meant. */
function namesOfJson(text: string): string[] {
  try {
    const names = [JSON.parse(text)].flat();
    return names.every((name) => typeof name === 'string') ? names : [];
  } catch {
    return [];
  }
}
