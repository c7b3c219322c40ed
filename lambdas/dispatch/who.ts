import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Me } from '../../contract/me.ts';
import type { CallerOfApi } from './caller.ts';
import { claimsOf, namesIn } from './claims.ts';

/** The caller, as what authorized the call says, and what that lets it do. */
export type Who = Pick<Me, 'actor' | 'via' | 'may'>;

/** The names of the claims of a token that are read. */
export interface ClaimNames {
  /** Lists the products that its bearer may see. */
  products: string;
  /** Says whether its bearer may change anything. */
  access: string;
}

/**
 * The caller of an API. The bearer of a token with the claim `access` may change something only where that lists `write`; a token without the claim may, as
 * may all others that were let in: what IAM allows, it has decided by the path.
 */
export function whoCalls(
  event: APIGatewayProxyEventV2,
  { actor, via }: CallerOfApi,
  { access }: ClaimNames,
): Who {
  if (via === 'iam') return { actor, via, may: { read: true } };
  const granted = claimsOf(event)?.[access];
  const write = granted === undefined || namesIn(granted).includes('write');
  return { actor, via, may: { read: true, write } };
}

/** A function that invokes this one: it may do everything. */
export const whoInvokes = ({ actor, via }: CallerOfApi): Who => ({
  actor,
  via,
  may: { read: true, write: true },
});
