import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';
import type { CallerVia } from '../../contract/me.ts';
import { type Caller, caller } from '../../core/jobs/caller.ts';
import { type Access, everything } from '../../core/jobs/scope.ts';
import { claimsOf, namesIn } from './claims.ts';
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

/** A caller of the API, not of the config. */
export type CallerOfApi = Caller & { via: CallerVia };

/**
 * The caller: what the authorizer knows, and the address that the gateway saw. Nothing that the caller sent says so; where there was no
 * authorizer, nothing is known.
 * @param isLocal it is the embedded cloud, whose callers are all on this machine
 */
export function callerOf(event: APIGatewayProxyEventV2, isLocal: boolean): CallerOfApi {
  const { requestContext } = event as Partial<APIGatewayProxyEventV2WithIAMAuthorizer>;
  const address = requestContext?.http?.sourceIp;
  const claims = claimsOf(event);
  if (claims) return caller(subjectOf(claims), 'token', address);
  const { iam } = requestContext?.authorizer ?? {};
  if (iam) return caller(iam.userArn ?? '', 'iam', address);
  return isLocal ? caller('local', 'local', address) : caller('anonymous', 'anonymous', address);
}

/** What invokes this function directly: Lambda does not tell. */
export const invokerOf = (isLocal: boolean): CallerOfApi =>
  isLocal ? caller('local', 'local') : caller('invoker', 'invoke');

/** A token of a program may have no subject, but its id. */
function subjectOf(claims: Record<string, unknown>): string {
  const [subject] = [claims['sub'], claims['client_id']].filter((claim) => typeof claim === 'string');
  return String(subject ?? '');
}

/** The products that a token lists; undefined without one. */
function claimed(event: APIGatewayProxyEventV2, claim: string): string[] | undefined {
  const claims = claimsOf(event);
  return claims && namesIn(claims[claim]).filter((name) => name !== '');
}
