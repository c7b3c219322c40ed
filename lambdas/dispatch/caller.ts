import type { APIGatewayProxyEventV2 } from 'aws-lambda';
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

/** The products that a token lists; undefined without one. */
function claimed(event: APIGatewayProxyEventV2, claim: string): string[] | undefined {
  const claims = claimsOf(event);
  return claims && namesIn(claims[claim]).filter((name) => name !== '');
}
